/** `npm run generate`: writes the pages that follow from code. CI fails when that changes the tree. */
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderReference } from '@fairlead/cli/reference'
import { writeOpenApi } from '@fairlead/server/openapi'
import { renderRegistries } from './render-registries.ts'

const DOCS = join(dirname(fileURLToPath(import.meta.url)), '..', 'docs')

await writeFile(join(DOCS, 'cli.md'), renderReference())
await writeFile(join(DOCS, 'registries.md'), renderRegistries())
await writeFile(join(DOCS, 'openapi.json'), await writeOpenApi())
