import type { z } from 'zod'
import type * as access from './access.ts'
import type * as applications from './application.ts'
import type * as clusters from './cluster.ts'
import type * as containers from './container.ts'
import type * as deployments from './deployment.ts'
import type * as plans from './deployment-plan.ts'
import type * as diagnoses from './diagnosis.ts'
import type * as environments from './environment.ts'
import type { events } from './event.ts'
import type * as images from './image.ts'
import type { credentialProviderResponse } from './image-credential.ts'
import type * as organizations from './organization.ts'
import type * as registries from './registry.ts'
import type { secretVariable, secretVariableRequest } from './secret-variable.ts'
import type * as server from './server.ts'
import type * as statuses from './status.ts'
import type * as verifications from './verification.ts'
import type * as webhooks from './webhook.ts'

/** The shapes of the wire by their names. */
export type Organization = z.infer<typeof organizations.organization>
export type OrganizationRequest = z.input<typeof organizations.organizationRequest>
export type Project = z.infer<typeof organizations.project>
export type ProjectRequest = z.input<typeof organizations.projectRequest>
export type Environment = z.infer<typeof environments.environment>
export type CreateEnvironmentRequest = z.input<typeof environments.createEnvironmentRequest>
export type EnvironmentEditRequest = z.input<typeof environments.environmentEditRequest>
export type EnvironmentStatus = z.infer<typeof environments.environmentStatus>
export type Cluster = z.infer<typeof clusters.cluster>
export type ClusterRequest = z.input<typeof clusters.clusterRequest>
export type ClusterEditRequest = z.input<typeof clusters.clusterEditRequest>
export type ClusterStatus = z.infer<typeof clusters.clusterStatus>
export type KubernetesRbac = z.infer<typeof clusters.kubernetesRbac>
export type Registry = z.infer<typeof registries.registry>
export type RegistryRequest = z.input<typeof registries.registryRequest>
export type RegistryEditRequest = z.input<typeof registries.registryEditRequest>
export type RegistryDraftRequest = z.input<typeof registries.registryDraftRequest>
export type VerifyRegistryRequest = NonNullable<z.input<typeof registries.verifyRequest>>
export type AvailableRegistry = z.infer<typeof registries.availableRegistry>
export type RotationRequest = z.input<typeof registries.rotationRequest>
export type RegistryImpactAnswer = z.infer<typeof registries.registryImpact>
export type AssociatedServiceAnswer = z.infer<typeof registries.associatedService>
export type ImageVersions = z.infer<typeof images.imageVersions>
export type ImageTag = z.infer<typeof images.imageTag>
export type ImageTagPage = z.infer<typeof images.imageTagPage>
export type ImageDetailsAnswer = z.infer<typeof images.imageDetails>
export type CredentialProviderResponse = z.infer<typeof credentialProviderResponse>
export type Container = z.infer<typeof containers.container>
export type Application = z.infer<typeof applications.application>
export type ContainerRequest = z.input<typeof containers.containerRequest>
export type ContainerLink = z.infer<typeof containers.link>
export type LogEntry = z.infer<typeof containers.log>
export type VariableAnswer = z.infer<typeof containers.variable>
export type VariableRequest = z.input<typeof containers.variableRequest>
export type SecretVariableAnswer = z.infer<typeof secretVariable>
export type SecretVariableRequest = z.input<typeof secretVariableRequest>
export type ServiceStatus = z.infer<typeof statuses.serviceStatus>
export type DeploymentAnswer = z.infer<typeof deployments.deployment>
export type DeploymentHistoryEntry = z.infer<typeof deployments.deploymentHistoryEntry>
export type DeploymentHistoryV2Entry = z.infer<typeof deployments.deploymentHistoryV2Entry>
export type DeploymentPlanAnswer = z.infer<typeof plans.deploymentPlan>
export type NewContainerPlanRequest = z.input<typeof plans.newContainerPlanRequest>
export type ContainerPlanRequest = NonNullable<z.input<typeof plans.containerPlanRequest>>
export type VerificationAnswer = z.infer<typeof verifications.verification>
export type DiagnosisAnswer = z.infer<typeof diagnoses.diagnosis>
export type DiagnosisRequestBody = z.input<typeof diagnoses.diagnosisRequest>
export type AttemptAnswer = z.infer<typeof diagnoses.attempt>
export type VerificationRecordAnswer = z.infer<typeof verifications.verificationRecord>
export type CheckAnswer = z.infer<typeof verifications.check>
export type EventAnswer = { [T in keyof typeof events]: z.infer<(typeof events)[T]> }[keyof typeof events]
export type ServerFacts = z.infer<typeof server.serverFacts>
export type Me = z.infer<typeof access.me>
export type ApiTokenAnswer = z.infer<typeof access.apiToken>
export type CreatedApiToken = z.infer<typeof access.createdApiToken>
export type SessionRequest = z.input<typeof access.sessionRequest>
export type ApiTokenRequest = z.input<typeof access.apiTokenRequest>
export type AuditAnswer = z.infer<typeof access.auditEntry>
export type Webhook = z.infer<typeof webhooks.webhook>
export type WebhookRequest = z.input<typeof webhooks.webhookRequest>
export type WebhookEventAnswer = z.infer<typeof webhooks.webhookEvent>
export type WebhookDeliveryAnswer = z.infer<typeof webhooks.webhookDelivery>
export type WebhookTest = z.infer<typeof webhooks.webhookTest>
