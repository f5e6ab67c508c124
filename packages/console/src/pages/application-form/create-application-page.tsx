import { Page } from '../../layout/page.tsx'

export function CreateApplicationPage() {
  return <Page title="Create Application">Not yet.</Page>
}
