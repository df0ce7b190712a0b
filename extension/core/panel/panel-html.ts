/** Where a webview finds what it loads. */
export interface PanelResources {
  /** The source that the editor serves local files from. */
  readonly cspSource: string;
  /** Made anew for every page. */
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
}

/** The page of the panel: one script by its nonce, one sheet, and no network, picture, font or frame. */
export function panelHtml({ cspSource, nonce, script, style }: PanelResources): string {
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Countersign</title>
    <link rel="stylesheet" href="${attribute(style)}">
  </head>
  <body>
    <div id="panel"></div>
    <script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
  </body>
</html>
`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
