import { Page } from '../../layout/page.tsx'

export function ApplicationSettingsPage() {
  return <Page title="Application Settings">Not yet.</Page>
}
