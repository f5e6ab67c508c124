import { Page } from '../../layout/page.tsx'

export function ApiTokensPage() {
  return <Page title="Api Tokens">Not yet.</Page>
}
