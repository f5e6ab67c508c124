import { Page } from '../../layout/page.tsx'

export function DeploymentsPage() {
  return <Page title="Deployments">Not yet.</Page>
}
