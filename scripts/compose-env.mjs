// npm run env [-- FILE]: writes the .env that docker-compose.yml reads, with fresh secrets. Needs nothing but Node.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = process.argv[2] ?? join(root, '.env');
const secret = (bytes = 24) => randomBytes(bytes).toString('base64url');

const content = `# Read by docker compose. Made by \`npm run env\`; holds secrets, so keep it out of version control and other people's reach.

# As people's browsers reach them. Change these three together with ports or a proxy: docs/deploy.md.
ANNOLOOP_PUBLIC_URL=http://127.0.0.1:8090
LABEL_STUDIO_PUBLIC_URL=http://127.0.0.1:8080
S3_PUBLIC_ENDPOINT=http://127.0.0.1:7070

# Whom Label Studio's first start makes, and whom worker and server act as.
LABEL_STUDIO_USERNAME=annoloop@localhost
LABEL_STUDIO_PASSWORD=${secret(15)}
LABEL_STUDIO_USER_TOKEN=${randomBytes(20).toString('hex')}
LABEL_STUDIO_SECRET_KEY=${secret(48)}

# The object store's root account.
OBJECT_STORE_ACCESS_KEY=annoloop${randomBytes(6).toString('hex')}
OBJECT_STORE_SECRET_KEY=${secret()}

# PostgreSQL: its superuser and the two that use it.
POSTGRES_PASSWORD=${secret()}
TEMPORAL_DATABASE_PASSWORD=${secret()}
LABEL_STUDIO_DATABASE_PASSWORD=${secret()}

# Signs the addresses of images in tasks; then what trainers behind webhooks share with us.
ANNOLOOP_MEDIA_KEYS=${secret(32)}
ANNOLOOP_TRAINER_SECRET=${secret(32)}
`;

try {
  writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
  console.log(`Wrote ${file}. Keep it: the databases and the object store remember what is in it.`);
} catch (error) {
  if (error.code !== 'EEXIST') throw error;
  console.error(
    `${file} is there already and stays as it is: databases and object store remember its secrets.\n` +
      'For a fresh start, remove the volumes (docker compose down --volumes) and then this file.',
  );
  process.exitCode = 1;
}
