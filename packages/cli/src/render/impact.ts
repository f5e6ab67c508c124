import type { RegistryImpactAnswer } from '@fairlead/api/client'
import { type Outcome, paintMark } from './status-line.ts'
import type { Style } from './style.ts'
import { plainLine } from './text.ts'

const FAILS: Record<RegistryImpactAnswer['next'][number]['fails'], Outcome> = {
  yes: 'bad',
  sometimes: 'warning',
  no: 'good',
}
const PULLS: Record<RegistryImpactAnswer['images'][number]['others'][number]['pulls'], Outcome> = {
  yes: 'good',
  no: 'bad',
  unknown: 'none',
}

/** What stops when a credential dies: services, images with who else pulls them, and what would fail next. */
export function renderImpact(impact: RegistryImpactAnswer, style: Style): string {
  const lines: string[] = [`\n  ${style.bold(plainLine(impact.summary))}\n`]
  const section = (title: string, rows: readonly string[]): void => {
    if (rows.length > 0) lines.push(`\n  ${style.dim(title)}\n`, ...rows)
  }
  section(
    'services',
    impact.services.map(({ project_name, environment_name, service_name, running, cluster }) => {
      const where = running
        ? `runs on ${cluster?.name ?? 'a cluster that is gone'}`
        : 'is not deployed from it now'
      const path = plainLine(`${project_name}/${environment_name}/${service_name}`)
      return `    ${path}  ${style.dim(plainLine(where))}\n`
    }),
  )
  section(
    'images',
    impact.images.flatMap(({ repository, tag, digest, others }) => [
      `    ${plainLine(`${repository}:${tag}`)}  ${style.dim(plainLine(digest.slice(0, 19)))}\n`,
      ...others.map(
        ({ name, pulls, because }) =>
          `      ${paintMark(PULLS[pulls], style)} ${plainLine(name)}  ${style.dim(plainLine(because))}\n`,
      ),
    ]),
  )
  section(
    'what would fail next',
    impact.next.map(
      ({ what, fails, sentence }) =>
        `    ${paintMark(FAILS[fails], style)} ${what}  ${plainLine(sentence)}\n`,
    ),
  )
  return `${lines.join('')}\n`
}
