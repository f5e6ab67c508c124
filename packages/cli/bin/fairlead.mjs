#!/usr/bin/env node
import { join } from 'node:path'
import { become, ensureConsole, environmentFor, findNode, ROOT } from './node-runtime.mjs'

const node = findNode()
// Only these two serve it.
if (['serve', 'start'].includes(process.argv[2] ?? '')) ensureConsole(node)
become(
  node,
  [join(ROOT, 'packages', 'cli', 'src', 'main.ts'), ...process.argv.slice(2)],
  environmentFor(node),
)
