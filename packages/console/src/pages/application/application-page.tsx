import { Page } from '../../layout/page.tsx'

export function ApplicationPage() {
  return <Page title="Application">Not yet.</Page>
}
