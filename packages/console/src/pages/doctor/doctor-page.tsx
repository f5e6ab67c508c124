import { Alert, SimpleGrid, Stack, Title } from '@mantine/core'
import { useEffect, useMemo, useRef } from 'react'
import { useDiagnosis } from '../../data/use-diagnosis.ts'
import { useMayNot } from '../../data/use-may.ts'
import { useOrg } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { Page } from '../../layout/page.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { AttemptCard } from './attempt-card.tsx'
import { DoctorExamples } from './doctor-examples.tsx'
import { DoctorForm, type DoctorQuestion, keyOf, toRequest } from './doctor-form.tsx'
import { ExplanationCard } from './explanation-card.tsx'
import { Verdict } from './verdict.tsx'

/** Why an image can or cannot be pulled: everyone who might pull it is asked, side by side, and one cause is named. */
export function DoctorPage() {
  const org = useOrg()
  const [{ image = '', platform = '', purpose }, change] = useSearchState()
  const push = purpose === 'push'
  const question = useMemo<DoctorQuestion>(() => ({ image, platform, push }), [image, platform, push])
  const { attempts, diagnosis, error, isRunning, isCanceled, ask, cancel } = useDiagnosis(org)
  const mayNot = useMayNot('service:deploy')

  // What the address asks is asked: when the page is opened, by a link, by the back button. What the form asked is not
  // asked a second time when its answer comes into the address.
  const asked = useRef('')
  useEffect(() => {
    const key = keyOf(question)
    if (question.image === '' || mayNot !== undefined || asked.current === key) return
    asked.current = key
    ask(toRequest(question))
  }, [question, mayNot, ask])

  const hasBegun = isRunning || isCanceled || diagnosis !== undefined || error !== null
  return (
    <Page
      title="Doctor"
      about="Why can an image not be pulled? Everyone who might pull it is asked: nobody, and each registry of this organization for its host. Nothing is saved or changed."
    >
      <DoctorForm
        question={question}
        isRunning={isRunning}
        hasRun={hasBegun && !isRunning}
        error={error}
        onAsk={(next, request) => {
          asked.current = keyOf(next)
          change({
            image: next.image || undefined,
            platform: next.platform || undefined,
            purpose: next.push ? 'push' : undefined,
          })
          ask(request)
        }}
        onCancel={cancel}
      />
      {!hasBegun && <DoctorExamples />}
      {isRunning && <Waiting for={image ? `the diagnosis of ${image}` : 'the diagnosis'} />}
      {isCanceled && (
        <Alert role="status" color="gray" title="Canceled">
          What had ended by then is below; the rest was not asked.
        </Alert>
      )}
      {error && <Failure title="There is no diagnosis" error={error} />}
      {diagnosis && <Verdict diagnosis={diagnosis} />}
      {diagnosis?.explanation && <ExplanationCard explanation={diagnosis.explanation} />}
      {attempts.length > 0 && (
        <Stack component="section" gap="sm" aria-label="Who was asked">
          <Title order={2} size="h4">
            Who was asked
          </Title>
          <SimpleGrid cols={{ base: 1, lg: Math.min(attempts.length, 3) }} style={{ alignItems: 'start' }}>
            {attempts.map((attempt) => (
              <AttemptCard key={attempt.identity.id} attempt={attempt} />
            ))}
          </SimpleGrid>
        </Stack>
      )}
    </Page>
  )
}
