import { blocks, element } from './element.js'
import { guideView } from './guide-view.js'
import { operationView, searchText } from './operation-view.js'

const METHODS = ['get', 'post', 'put', 'delete']

const fetchText = async (url) => {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response.text()
}

function operationsOf(api) {
  return Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, operation: item[method] })),
  )
}

function groupView(tag, entries) {
  const node = element(
    'section',
    { class: 'group' },
    element('h2', {}, tag.name),
    ...blocks(tag.description ?? ''),
    ...entries.map((entry) => entry.node),
  )
  return { title: tag.name, node, entries }
}

/** The list at the side: a group opens by itself when a search finds something in it. */
function indexView(groups) {
  return groups.map((group) => {
    const links = group.entries.map((entry) => {
      entry.link = element(
        'a',
        { href: `#${entry.id}`, title: entry.title ?? entry.label },
        ...(entry.marks ?? []),
        entry.label,
      )
      return element('li', {}, entry.link)
    })
    group.list = element(
      'details',
      {},
      element('summary', {}, group.title, element('small', {}, String(links.length))),
      element('ul', {}, ...links),
    )
    return group.list
  })
}

function filter(groups, words) {
  let found = 0
  for (const group of groups) {
    let any = false
    for (const entry of group.entries) {
      const shown = words.every((word) => entry.text.includes(word))
      entry.node.hidden = !shown
      entry.link.parentElement.hidden = !shown
      any ||= shown
      if (shown) found++
    }
    group.node.hidden = !any
    group.list.hidden = !any
    group.list.open = any && words.length > 0
  }
  return found
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (!target) return
  if (target instanceof HTMLDetailsElement) target.open = true
  target.scrollIntoView()
}

async function start() {
  const [apiText, errors, findings] = await Promise.all(
    ['/openapi.json', '/docs/errors.md', '/docs/findings.md'].map(fetchText),
  )
  const api = JSON.parse(apiText)
  const schemas = api.components?.schemas ?? {}
  const operations = operationsOf(api).map((entry) => ({
    ...entry,
    id: `op-${entry.operation.operationId}`,
    label: entry.operation.summary,
    title: `${entry.method.toUpperCase()} ${entry.path}`,
    marks: [element('span', { class: `mark ${entry.method}` }, entry.method.toUpperCase().slice(0, 4))],
    text: searchText(entry, schemas),
    node: operationView(entry, schemas),
  }))
  const groups = (api.tags ?? []).map((tag) =>
    groupView(
      tag,
      operations.filter(({ operation }) => operation.tags?.includes(tag.name)),
    ),
  )
  for (const [title, kind, text] of [
    ['Errors', 'error', errors],
    ['Findings', 'finding', findings],
  ]) {
    if (text.trim() !== '') groups.push({ title, ...guideView(title, kind, text) })
  }

  const state = document.getElementById('state')
  const intro = element(
    'section',
    { class: 'intro' },
    element('h1', {}, `${api.info.title} API`),
    ...blocks(api.info.description ?? ''),
  )
  document.getElementById('content').append(intro, ...groups.map((group) => group.node))
  document.getElementById('index').append(...indexView(groups))
  state.textContent = ''

  const search = document.getElementById('search')
  search.addEventListener('input', () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
    const found = filter(groups, words)
    intro.hidden = words.length > 0
    state.textContent =
      words.length === 0 ? '' : found === 0 ? 'Nothing has all of these words.' : `${found} found`
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target instanceof HTMLInputElement) return
    event.preventDefault()
    search.focus()
  })
  addEventListener('hashchange', openTarget)
  openTarget()
}

start().catch((error) => {
  document.getElementById('state').textContent =
    `The description of the API cannot be shown: ${error.message}`
})
