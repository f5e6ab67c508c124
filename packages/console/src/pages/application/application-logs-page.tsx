import { Page } from '../../layout/page.tsx'

export function ApplicationLogsPage() {
  return <Page title="Application Logs">Not yet.</Page>
}
