import { Page } from '../../layout/page.tsx'

export function RegistryPage() {
  return <Page title="Registry">Not yet.</Page>
}
