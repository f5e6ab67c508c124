import { Page } from '../../layout/page.tsx'

export function AddRegistryPage() {
  return <Page title="Add Registry">Not yet.</Page>
}
