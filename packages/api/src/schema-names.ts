import { z } from 'zod'
import { errorBody, fieldIssue } from './error-body.ts'
import * as access from './wire/access.ts'
import { advancedSettings } from './wire/advanced-settings.ts'
import { application } from './wire/application.ts'
import * as cluster from './wire/cluster.ts'
import * as container from './wire/container.ts'
import { containerSpec } from './wire/container-spec.ts'
import * as deployment from './wire/deployment.ts'
import * as plan from './wire/deployment-plan.ts'
import * as diagnosis from './wire/diagnosis.ts'
import * as environment from './wire/environment.ts'
import { finding } from './wire/finding.ts'
import * as image from './wire/image.ts'
import * as organization from './wire/organization.ts'
import * as registry from './wire/registry.ts'
import * as secrets from './wire/secret-variable.ts'
import { serviceStatus } from './wire/status.ts'
import * as verification from './wire/verification.ts'
import * as webhook from './wire/webhook.ts'

/** Schemas that the OpenAPI document keeps once, by the contract's names where it has one. */
const NAMES: Readonly<Record<string, z.ZodType>> = {
  Error: errorBody,
  FieldIssue: fieldIssue,
  Finding: finding,
  Organization: organization.organization,
  OrganizationRequest: organization.organizationRequest,
  Project: organization.project,
  ProjectRequest: organization.projectRequest,
  Environment: environment.environment,
  CreateEnvironmentRequest: environment.createEnvironmentRequest,
  EnvironmentEditRequest: environment.environmentEditRequest,
  EnvironmentStatus: environment.environmentStatus,
  EnvironmentStatuses: environment.environmentStatuses,
  Cluster: cluster.cluster,
  ClusterRequest: cluster.clusterRequest,
  ClusterStatus: cluster.clusterStatus,
  KubernetesRbac: cluster.kubernetesRbac,
  ContainerRegistryResponse: registry.registry,
  ContainerRegistryRequest: registry.registryRequest,
  ContainerRegistryEditRequest: registry.registryEditRequest,
  ContainerRegistryDraft: registry.registryDraftRequest,
  ContainerRegistryRotationRequest: registry.rotationRequest,
  ContainerRegistryImpact: registry.registryImpact,
  AvailableContainerRegistryResponse: registry.availableRegistry,
  ImageDetails: image.imageDetails,
  ImageTag: image.imageTag,
  Verification: verification.verification,
  Check: verification.check,
  VerificationRecord: verification.verificationRecord,
  OrganizationWebhookResponse: webhook.webhook,
  OrganizationWebhookCreateRequest: webhook.webhookRequest,
  WebhookEventResponse: webhook.webhookEvent,
  WebhookDelivery: webhook.webhookDelivery,
  Diagnosis: diagnosis.diagnosis,
  DiagnosisAttempt: diagnosis.attempt,
  DiagnosisRequest: diagnosis.diagnosisRequest,
  ContainerResponse: container.container,
  Application: application,
  ContainerRequest: container.containerRequest,
  ContainerAdvancedSettings: advancedSettings,
  EnvironmentVariable: container.variable,
  EnvironmentVariableRequest: container.variableRequest,
  Secret: secrets.secretVariable,
  SecretRequest: secrets.secretVariableRequest,
  Status: serviceStatus,
  Deployment: deployment.deployment,
  DeploymentPlan: plan.deploymentPlan,
  ContainerSpec: containerSpec,
  DeploymentHistoryService: deployment.deploymentHistoryV2Entry,
  ApiToken: access.apiToken,
  SessionRequest: access.sessionRequest,
  ApiTokenRequest: access.apiTokenRequest,
}

let named = false

/** Gives the schemas their names in zod's global registry, where the OpenAPI generator looks. */
export function nameSchemas(): void {
  if (named) return
  named = true
  for (const [id, schema] of Object.entries(NAMES)) {
    z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id })
  }
}
