import { blocks, element } from './element.js'

/** Sections of a guide: a heading and what stands below it. */
const sections = (text) =>
  text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n')
      return { code: section.slice(0, end).trim(), text: section.slice(end) }
    })

/** The explanations of codes, each with an address of its own: `#error-name.taken`. */
export function guideView(title, kind, text) {
  const codes = sections(text)
  const entries = codes.map(({ code, text: body }) => ({
    id: `${kind}-${code}`,
    label: code,
    text: `${code} ${body}`.toLowerCase(),
    node: element(
      'article',
      { class: 'code', id: `${kind}-${code}` },
      element('h3', {}, code),
      ...blocks(body),
    ),
  }))
  const node = element(
    'section',
    { class: 'group', id: `guide-${kind}s` },
    element('h2', {}, title),
    ...entries.map((entry) => entry.node),
  )
  return { node, entries }
}
