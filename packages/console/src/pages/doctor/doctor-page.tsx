import { Page } from '../../layout/page.tsx'

export function DoctorPage() {
  return <Page title="Doctor">Not yet.</Page>
}
