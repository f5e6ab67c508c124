import { Button, Group, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { tokensQuery } from '../../data/api-tokens.ts'
import { useOrg } from '../../data/use-org.ts'
import { Failure } from '../../ui/failure.tsx'
import { faultsOf } from '../../ui/field-issues.ts'
import { dateFault, dayOf, EXPIRIES, endOf } from './expiry.ts'
import { ROLES, type Role } from './roles.ts'
import type { NewToken } from './shown-token.tsx'

interface Values {
  name: string
  role: Role
  expiry: string
  date: string
}

/** Of the request, that are fields here. */
const FIELDS = ['name', 'expires_at']

interface CreateTokenFormProps {
  readonly onCreated: (created: NewToken) => void
  readonly onCancel: () => void
}

/** What the token is called, what it may do and when it ends. */
export function CreateTokenForm({ onCreated, onCancel }: CreateTokenFormProps) {
  const org = useOrg()
  const client = useQueryClient()
  const initialValues: Values = { name: '', role: 'deployer', expiry: '90', date: '' }
  const [expiry, setExpiry] = useState(initialValues.expiry)
  const form = useForm<Values>({
    mode: 'uncontrolled',
    initialValues,
    onValuesChange: (values) => setExpiry(values.expiry),
    validate: {
      name: (name) => (name.trim() === '' ? 'Say what the token is for, such as github-actions.' : null),
      date: (date, values) => (values.expiry === 'date' ? dateFault(date, Date.now()) : null),
    },
  })
  const create = useMutation({
    // The answer goes to the dialog only: a cache of requests is no place for a token.
    mutationFn: async ({ name, role, expiry: lasts, date }: Values) => {
      const expires_at = endOf(lasts, date, Date.now())
      const { token } = await api.tokens.create(org, { name: name.trim(), role, expires_at })
      onCreated({ name: name.trim(), token })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery(org).queryKey }),
    onError: (error) => {
      const { name, expires_at: end } = faultsOf(error, FIELDS).fields
      form.setErrors({ name, [form.getValues().expiry === 'date' ? 'date' : 'expiry']: end })
    },
  })
  const { rest } = faultsOf(create.error, FIELDS)
  return (
    <form onSubmit={form.onSubmit((values) => create.mutate(values))} autoComplete="off" noValidate>
      <Stack>
        <TextInput
          label="Name"
          description="What uses it. It stands in the audit trail beside everything the token does."
          placeholder="github-actions"
          data-autofocus
          key={form.key('name')}
          {...form.getInputProps('name')}
        />
        <Radio.Group label="Role" key={form.key('role')} {...form.getInputProps('role')}>
          <Stack gap="xs" mt={6}>
            {ROLES.map(({ role, label, may }) => (
              <Radio key={role} value={role} label={label} description={may} />
            ))}
          </Stack>
        </Radio.Group>
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <Select
            label="Expires"
            description="After that the token is refused."
            data={EXPIRIES}
            allowDeselect={false}
            key={form.key('expiry')}
            {...form.getInputProps('expiry')}
          />
          {expiry === 'date' && (
            <TextInput
              type="date"
              label="Last day"
              description="The token works until its end."
              min={dayOf(new Date())}
              key={form.key('date')}
              {...form.getInputProps('date')}
            />
          )}
        </Group>
        {rest !== undefined && <Failure title="The token was not made" error={rest} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create token
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
