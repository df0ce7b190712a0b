import { expect, test } from 'vitest';
import { gradeName, type NameGrade } from './secret-name.ts';

test.each<[string, NameGrade]>([
  ['password', 'password'],
  ['DB_PASSWORD', 'password'],
  ['dbPass', 'password'],
  ['MYSQL_ROOT_PASSWORD_2', 'password'],
  ['spring.datasource.password', 'password'],
  ['api_key', 'key'],
  ['apiKey', 'key'],
  ['X-Api-Key', 'key'],
  ['AWS_SECRET_ACCESS_KEY', 'key'],
  ['clientSecret', 'key'],
  ['accessToken', 'key'],
  ['SECRET_KEY_BASE', 'key'],
  ['token', 'token'],
  ['passwordHash', null],
  ['tokenType', null],
  ['secret_name', null],
  ['passing', null],
  ['secretlint', null],
  ['tokenizer', null],
  ['public_key', null],
  ['compass', null],
])('%s: %s', (name, grade) => {
  expect(gradeName(name)).toBe(grade);
});
