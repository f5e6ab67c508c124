import { ApiError, type DiagnosisRequestBody } from '@fairlead/api/client'
import { Autocomplete, Button, Checkbox, Group, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useEffect, useRef } from 'react'
import { ActionButton } from '../../ui/action-button.tsx'

export interface DoctorQuestion {
  readonly image: string
  readonly platform: string
  readonly push: boolean
}

interface DoctorFormProps {
  /** As the address of the page has it. */
  readonly question: DoctorQuestion
  readonly isRunning: boolean
  readonly hasRun: boolean
  readonly error: Error | null
  readonly onAsk: (question: DoctorQuestion, request: DiagnosisRequestBody) => void
  readonly onCancel: () => void
}

/** Two questions alike have the same. */
export const keyOf = ({ image, platform, push }: DoctorQuestion): string =>
  JSON.stringify([image, platform, push])

const PLATFORMS = ['linux/amd64', 'linux/arm64', 'linux/arm/v7']

/** Which image, and which line about it. The line stays out of the address: it may hold a secret. */
export function DoctorForm({ question, isRunning, hasRun, error, onAsk, onCancel }: DoctorFormProps) {
  const { image, platform, push } = question
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { image, platform, push, line: '', sameCredential: false, again: false },
    validate: {
      image: (value, { line }) =>
        value.trim() === '' && line.trim() === '' ? 'Name an image, or paste a line that names it.' : null,
      platform: (value) =>
        value.trim() === '' || /^[a-z0-9]+\/\w+(?:\/[\w.]+)?$/.test(value.trim())
          ? null
          : 'Write it as linux/amd64 or linux/arm64/v8.',
    },
  })
  const { setValues, setErrors } = form
  // A link or the back button asked something else. What the form itself asked is left alone: new values make new
  // fields, which would write the line into the document.
  const shown = useRef(keyOf(question))
  const key = keyOf({ image, platform, push })
  useEffect(() => {
    if (shown.current === key) return
    shown.current = key
    setValues({ image, platform, push, line: '' })
  }, [setValues, key, image, platform, push])
  useEffect(() => {
    if (!(error instanceof ApiError)) return
    const isName = error.code === 'image.reference_invalid'
    const issues = error.issues.map(({ field, problem, remedy }) => [
      field === 'subject' || isName ? 'image' : field,
      `${isName ? `The ${field}` : 'It'} ${problem}. ${remedy}`,
    ])
    setErrors(Object.fromEntries(issues))
  }, [setErrors, error])

  const submit = form.onSubmit(({ line, sameCredential, again, ...rest }) => {
    const asked = { ...rest, image: rest.image.trim(), platform: rest.platform.trim() }
    shown.current = keyOf(asked)
    onAsk(asked, {
      ...toRequest(asked),
      line: line.trim() || null,
      ...(line.trim() && sameCredential ? { same_credential: true } : {}),
      again,
    })
  })
  return (
    <form onSubmit={submit} aria-label="Ask the doctor" autoComplete="off" noValidate>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }} style={{ alignItems: 'start' }}>
          <TextInput
            label="Image"
            description="As a container engine reads it; an owner or a host alone will do too."
            placeholder="ghcr.io/acme/app:1.4"
            spellCheck={false}
            autoCapitalize="none"
            key={form.key('image')}
            {...form.getInputProps('image')}
          />
          <Autocomplete
            label="Platform"
            description="What the image must offer; empty: any."
            placeholder="linux/amd64"
            data={PLATFORMS}
            key={form.key('platform')}
            {...form.getInputProps('platform')}
          />
        </SimpleGrid>
        <Textarea
          label="A line to explain"
          description="What Docker, containerd, the kubelet or a CI log printed. It is read once and kept nowhere."
          placeholder='Error response from daemon: Head "https://ghcr.io/v2/acme/app/manifests/1.4": denied'
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          key={form.key('line')}
          {...form.getInputProps('line')}
        />
        <Group gap="lg">
          <Checkbox
            label="The line was printed with the credential that is used for the image"
            key={form.key('sameCredential')}
            {...form.getInputProps('sameCredential', { type: 'checkbox' })}
          />
          <Checkbox
            label="Also prove that each credential may push"
            key={form.key('push')}
            {...form.getInputProps('push', { type: 'checkbox' })}
          />
          <Checkbox
            label="Show credentials again that the registry refused before"
            key={form.key('again')}
            {...form.getInputProps('again', { type: 'checkbox' })}
          />
        </Group>
        <Group gap="xs">
          <ActionButton type="submit" permission="service:deploy" loading={isRunning}>
            {hasRun ? 'Ask again' : 'Diagnose'}
          </ActionButton>
          {isRunning && (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}

/** What the address asks; null is what the API takes for nothing. */
export const toRequest = ({ image, platform, push }: DoctorQuestion): DiagnosisRequestBody => ({
  subject: image || null,
  platform: platform || null,
  // A line about a push asks for it by itself.
  ...(push ? { push } : {}),
})
