import {
  type CertificateOptions,
  openPlaygroundCertificate,
  type PlaygroundCertificate,
} from '../../cli/playground/certificate.ts';
import { type FolderImage, readFolderImage, writeFolderImage } from './folder-image.ts';

/** By host, what the first folder came to hold: its keys are good for every other folder of this process. */
const images = new Map<string, FolderImage>();

/** The certificate of the folder, which it gets from a folder before where there is one: making keys takes long. */
export async function keptCertificate(options: CertificateOptions): Promise<PlaygroundCertificate> {
  const image = images.get(options.host);
  if (image !== undefined) writeFolderImage(options.folder, image);
  const certificate = await openPlaygroundCertificate(options);
  images.set(options.host, readFolderImage(options.folder));
  return certificate;
}
