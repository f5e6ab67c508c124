/** Makes an element. Text is always set as text, so that nothing of the document becomes markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'onclick' || key === 'ontoggle') made[key] = value
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value)
  }
  made.append(...children.filter((child) => child !== undefined && child !== null && child !== false))
  return made
}

/** The little of Markdown that our texts use: `code`, **bold**, [links](…). */
export function inline(text) {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/)
  return parts.map((part) => {
    if (part.startsWith('`')) return element('code', {}, part.slice(1, -1))
    if (part.startsWith('**')) return element('strong', {}, part.slice(2, -2))
    const link = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part)
    if (!link) return part
    const href = link[2].replace(
      /^(?:findings|errors)\.md(?:#.*)?$/,
      (file) => `#guide-${file.slice(0, file.indexOf('.'))}`,
    )
    return /^(https?:|#|\/)/.test(href) ? element('a', { href }, link[1]) : link[1]
  })
}

/** Paragraphs, lists, tables and fenced code of a text. */
export function blocks(text) {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((block) => {
      if (block.startsWith('```')) return element('pre', {}, block.replace(/^```\w*\n?|\n?```$/g, ''))
      if (/^[-*] /.test(block)) {
        return element(
          'ul',
          {},
          ...block.split(/\n(?=[-*] )/).map((item) => element('li', {}, ...inline(item.slice(2)))),
        )
      }
      if (block.startsWith('|')) return table(block)
      return element('p', {}, ...inline(block.replaceAll('\n', ' ')))
    })
}

function table(block) {
  const rows = block.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  const body = rows.filter((row, index) => index > 0 && !row.every((cell) => /^:?-+:?$/.test(cell)))
  const cells = (row, name) => element('tr', {}, ...row.map((cell) => element(name, {}, ...inline(cell))))
  return element(
    'table',
    {},
    element('thead', {}, cells(rows[0] ?? [], 'th')),
    element('tbody', {}, ...body.map((row) => cells(row, 'td'))),
  )
}
