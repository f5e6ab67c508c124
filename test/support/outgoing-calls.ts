import ts from 'typescript'

/** Modules that exist to send requests. */
const CLIENTS =
  /^(?:undici(?:\/.*)?|(?:node:)?https|(?:node:)?dgram|axios|got|ky|needle|node-fetch|ofetch|request|superagent|ws)$/

/** What else of Node opens connections, by module. */
const CONNECTING: Readonly<Record<string, ReadonlySet<string>>> = {
  http: new Set(['request', 'get', 'Agent', 'ClientRequest', 'globalAgent', 'default', '*']),
  http2: new Set(['connect', 'default', '*']),
  net: new Set(['connect', 'createConnection', 'Socket', 'default', '*']),
  tls: new Set(['connect', 'TLSSocket', 'default', '*']),
}

const bare = (specifier: string): string => specifier.replace(/^node:/, '')

/** Names that an import brings in as values: `*` for all of a module. */
function valuesOf({ importClause: clause }: ts.ImportDeclaration): readonly string[] {
  if (!clause || clause.isTypeOnly) return []
  const named = clause.namedBindings
  if (named && ts.isNamespaceImport(named)) return ['*']
  const elements = named?.elements.filter(({ isTypeOnly }) => !isTypeOnly) ?? []
  const names = elements.map(({ name, propertyName }) => (propertyName ?? name).text)
  return clause.name ? ['default', ...names] : names
}

function fromImport(node: ts.ImportDeclaration): readonly string[] {
  const specifier = (node.moduleSpecifier as ts.StringLiteral).text
  const values = valuesOf(node)
  const isType = node.importClause !== undefined && values.length === 0
  if (CLIENTS.test(specifier)) return isType ? [] : [specifier]
  const connecting = CONNECTING[bare(specifier)]
  return values.filter((name) => connecting?.has(name)).map((name) => `${bare(specifier)}.${name}`)
}

const bindsFetch = (name: ts.BindingName | undefined): boolean =>
  name !== undefined &&
  (ts.isIdentifier(name)
    ? name.text === 'fetch'
    : name.elements.some((element) => ts.isBindingElement(element) && bindsFetch(element.name)))

function declaresFetch(statement: ts.Statement): boolean {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.some(({ name }) => bindsFetch(name))
  }
  if (ts.isFunctionDeclaration(statement)) return statement.name?.text === 'fetch'
  const named = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined
  return (
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.some(({ name }) => name.text === 'fetch')
  )
}

/** Whether `fetch` means something of the file's own where a node stands. */
function isOwnFetch(node: ts.Node): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (ts.isFunctionLike(at) && at.parameters.some(({ name }) => bindsFetch(name))) return true
    if ((ts.isBlock(at) || ts.isSourceFile(at)) && at.statements.some(declaresFetch)) return true
  }
  return false
}

function fromNode(node: ts.Node): readonly string[] {
  if (ts.isImportDeclaration(node)) return fromImport(node)
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
  const asked = isDynamic ? node.arguments[0] : undefined
  if (asked && ts.isStringLiteral(asked)) {
    const all = CLIENTS.test(asked.text) || CONNECTING[bare(asked.text)] !== undefined
    return all ? [`${bare(asked.text)}.*`] : []
  }
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'fetch') {
    return ts.isIdentifier(node.expression) &&
      /^(?:globalThis|window|global|self)$/.test(node.expression.text)
      ? ['global fetch']
      : []
  }
  // As a value too: `const { fetch = … }` and `send(fetch)` hand it on.
  const isName = ts.isIdentifier(node) && node.text === 'fetch' && isExpression(node)
  return isName && !isOwnFetch(node) ? ['global fetch'] : []
}

/** Whether a name stands for its value, and does not name a property, a parameter or a type. */
function isExpression(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isShorthandPropertyAssignment(parent)) return true
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return true
  if (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent) || ts.isBindingElement(parent)) {
    return parent.initializer === node
  }
  if (ts.isParameter(parent)) return parent.initializer === node
  return ts.isBinaryExpression(parent) || ts.isArrowFunction(parent) || ts.isReturnStatement(parent)
}

/** Everything in a source by which it could send a request of its own: `http.request`, `undici`, `global fetch`. */
export function outgoingCalls(file: string, text: string): readonly string[] {
  const found = new Set<string>()
  const visit = (node: ts.Node): void => {
    for (const each of fromNode(node)) found.add(each)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
  return [...found].sort()
}
