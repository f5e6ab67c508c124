import { Page } from '../../layout/page.tsx'

export function RotateRegistryPage() {
  return <Page title="Rotate Registry">Not yet.</Page>
}
