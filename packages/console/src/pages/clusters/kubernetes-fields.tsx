import { Button, FileButton, Group, NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { KubernetesValues } from './kubernetes-values.ts'
import { RightsHelp } from './rights-help.tsx'

/** What these fields need of the form that they are in. */
interface TargetForm {
  key(path: string): string
  getInputProps(path: string): object
}

interface KubernetesFieldsProps {
  readonly form: TargetForm
  /** As they are now: some fields depend on others. */
  readonly values: KubernetesValues
  readonly onKubeconfig: (text: string) => void
  /** A cluster that is there keeps its kubeconfig where none is given. */
  readonly isEdit?: boolean
}

const ACCESS = [
  { value: 'kubeconfig', label: 'A kubeconfig' },
  { value: 'in-cluster', label: "The service account of the server's own pod" },
]
const SECURITY = [
  { value: 'restricted', label: 'Restricted: no root, no privileges' },
  { value: 'baseline', label: 'Baseline: images may run as root' },
]
const PUBLISH = [
  { value: 'load-balancer', label: 'Load balancer' },
  { value: 'node-port', label: 'Node port' },
  { value: 'ingress', label: 'Ingress' },
  { value: 'gateway', label: 'Gateway' },
]

/** How a Kubernetes cluster is reached, where services run there, and how their ports are published. */
export function KubernetesFields({ form, values, onKubeconfig, isEdit = false }: KubernetesFieldsProps) {
  const field = (name: string) => ({
    key: form.key(`target.${name}`),
    ...form.getInputProps(`target.${name}`),
  })
  const { access, namespace, publish } = values
  const read = (file: File | null) => void file?.text().then(onKubeconfig)
  return (
    <>
      <NativeSelect label="Log in by" data={ACCESS} {...field('access')} />
      {access === 'kubeconfig' && (
        <>
          <Textarea
            label={isEdit ? 'New kubeconfig' : 'Kubeconfig'}
            description={
              isEdit
                ? 'Of the same cluster. Leave it empty to keep the one that is stored.'
                : 'As "kubectl config view --raw --flatten --minify" prints it. It is kept sealed and never shown again.'
            }
            rows={4}
            autoComplete="off"
            spellCheck={false}
            styles={{ input: { fontFamily: 'monospace' } }}
            {...field('kubeconfig')}
          />
          <Group>
            <FileButton onChange={read}>
              {(props) => (
                <Button variant="default" size="xs" {...props}>
                  Choose a kubeconfig file …
                </Button>
              )}
            </FileButton>
          </Group>
          <TextInput
            label="Context"
            description="Empty for the current one of the kubeconfig."
            {...field('context')}
          />
        </>
      )}
      <TextInput
        label="Namespace"
        description="Everything runs in it; Fairlead neither makes nor removes it. Empty: each environment gets one of its own."
        {...field('namespace')}
      />
      <RightsHelp namespace={namespace.trim()} />
      <NativeSelect
        label="Pod security"
        description="Pod Security Standard that pods are made for."
        data={SECURITY}
        {...field('pod_security')}
      />
      <TextInput
        label="Run as user"
        description="User id for images that name none, or name it by letters. Empty: as the image says."
        inputMode="numeric"
        {...field('run_as_user')}
      />
      <TextInput
        label="Storage class"
        description="Of services' volumes. Empty: the cluster's default."
        {...field('storage_class')}
      />
      <NativeSelect
        label="Publish ports by"
        description="How ports that are publicly accessible are reached from outside."
        data={PUBLISH}
        {...field('publish.kind')}
      />
      {(publish.kind === 'ingress' || publish.kind === 'gateway') && (
        <TextInput
          label="Domain"
          description="HTTP and gRPC ports get <service>-<environment>-<project>.<domain>."
          placeholder="apps.example.com"
          {...field('publish.domain')}
        />
      )}
      {publish.kind === 'ingress' && (
        <>
          <TextInput
            label="Ingress class"
            description="Empty for the cluster's default."
            {...field('publish.class_name')}
          />
          <TextInput
            label="TLS secret"
            description="Secret with the certificate, in the namespace of the services. Empty: plain HTTP."
            {...field('publish.tls_secret')}
          />
        </>
      )}
      {publish.kind === 'gateway' && (
        <>
          <TextInput label="Namespace of the Gateway" {...field('publish.namespace')} />
          <TextInput label="Name of the Gateway" {...field('publish.name')} />
        </>
      )}
    </>
  )
}
