import { Page } from '../../layout/page.tsx'

export function EditRegistryPage() {
  return <Page title="Edit Registry">Not yet.</Page>
}
