import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './apt.ts';
import { findProgram } from './find-program.ts';
import { startProcess, untilReady } from './server-process.ts';
import { unprivilegedUser } from './system-user.ts';
import { claimFolder } from './temporary-folder.ts';

export interface Nginx extends AsyncDisposable {
  readonly url: string;
}

export interface NginxOptions {
  readonly port: number;
  /** What stands in the block `http`. It has to listen on the port. */
  readonly http: string;
}

/** Where Debian puts it, which is not always in PATH. */
const folders = ['/usr/sbin', '/usr/local/sbin'];

export async function startNginx({ port, http }: NginxOptions): Promise<Nginx> {
  const program = await findNginx();
  const user = unprivilegedUser('nobody');
  const folder = claimFolder(undefined, user);
  const config = join(folder.path, 'nginx.conf');
  writeFileSync(config, configFor(folder.path, http));
  const args = ['-c', config, '-p', folder.path, '-e', 'stderr'];
  const server = await startProcess({ command: program, args, folder: folder.path, user });
  const url = `http://127.0.0.1:${port}`;
  await untilReady('nginx', server, () => fetch(url));
  return {
    url,
    async [Symbol.asyncDispose]() {
      await server.stop();
      folder.remove();
    },
  };
}

function configFor(folder: string, http: string): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    'daemon off;',
    'worker_processes 1;',
    `pid ${folder}/nginx.pid;`,
    'error_log stderr;',
    'events { worker_connections 256; }',
    'http {',
    'access_log off;',
    ...kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`),
    http,
    '}',
  ].join('\n');
}

async function findNginx(): Promise<string> {
  const present = findProgram('nginx', folders);
  if (present !== undefined) return present;
  const otherwise = 'nginx is missing: install nginx-light, or nginx with its module auth_request.';
  await installPackages({ packages: ['nginx-light'], otherwise });
  const installed = findProgram('nginx', folders);
  if (installed === undefined) throw new Error(otherwise);
  return installed;
}
