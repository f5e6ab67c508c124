import { Page } from '../../layout/page.tsx'

export function OverviewPage() {
  return <Page title="Overview">Not yet.</Page>
}
