import { Textarea, TextInput } from '@mantine/core'
import { Section } from '../../ui/section.tsx'
import type { FieldsProps } from './application-form.ts'
import { CommandFields } from './command-fields.tsx'
import { HealthFields } from './health-fields.tsx'
import { ImageFields } from './image-fields.tsx'
import { PortFields } from './port-fields.tsx'
import { ResourceFields } from './resource-fields.tsx'
import type { ImageDefaults } from './use-image-config.ts'
import { VariableFields } from './variable-fields.tsx'
import { VolumeFields } from './volume-fields.tsx'

/** Everything of an application but its place. `image`: what the image that is chosen says of itself. */
export function ApplicationFields({
  form,
  image,
}: FieldsProps & { readonly image: ImageDefaults | undefined }) {
  return (
    <>
      <Section title="Image">
        <ImageFields form={form} />
      </Section>
      <Section title="Application">
        <TextInput
          label="Name"
          required
          description="One of its own within the environment."
          autoComplete="off"
          maw={420}
          {...form.getInputProps('name')}
        />
        <Textarea label="Description" autosize minRows={1} maw={640} {...form.getInputProps('description')} />
      </Section>
      <PortFields form={form} />
      <CommandFields form={form} image={image} />
      <VariableFields form={form} ofImage={image?.variables ?? []} />
      <VolumeFields form={form} />
      <ResourceFields form={form} />
      <Section title="Health checks">
        <HealthFields
          form={form}
          of="readiness"
          label="Readiness"
          description="When a new version may take the place of the old one."
        />
        <HealthFields
          form={form}
          of="liveness"
          label="Liveness"
          description="When an instance that runs is no longer well."
        />
      </Section>
    </>
  )
}
