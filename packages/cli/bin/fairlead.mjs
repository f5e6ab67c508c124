#!/usr/bin/env node
import { join } from 'node:path'
import { become, environmentFor, findNode, ROOT } from './node-runtime.mjs'

const node = findNode()
become(
  node,
  [join(ROOT, 'packages', 'cli', 'src', 'main.ts'), ...process.argv.slice(2)],
  environmentFor(node),
)
