import type { KubeObject } from './connection/objects.ts'

/** `v1`. https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/ */
export interface ServiceObject extends KubeObject {
  readonly spec: { readonly type?: string; readonly ports?: readonly ServicePortSpec[] }
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[]
    }
  }
}

export interface ServicePortSpec {
  readonly port: number
  readonly targetPort?: number | string
  readonly nodePort?: number
  readonly protocol?: string
  readonly appProtocol?: string
}

/** Port inside the container that a port of a Service leads to. */
export const targetOf = ({ port, targetPort }: ServicePortSpec): number =>
  typeof targetPort === 'number' ? targetPort : port
