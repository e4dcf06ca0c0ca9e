import { defineConfig } from 'drizzle-kit';

/** `NODE_OPTIONS='--import tsx' npx drizzle-kit generate` writes the difference between the tables and the last migration. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/adapters/postgres/schema/*.ts',
  out: './src/adapters/postgres/migrations',
  schemaFilter: ['voxseek'],
});
