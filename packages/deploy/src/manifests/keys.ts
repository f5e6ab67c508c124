/** Keys of the labels and annotations on what Fairlead renders. */
export const KEYS = {
  service: 'dev.fairlead/service',
  environment: 'dev.fairlead/environment',
  organization: 'dev.fairlead/organization',
  serviceName: 'dev.fairlead/service-name',
  deployment: 'dev.fairlead/deployment',
  deploying: 'dev.fairlead/deploying',
  image: 'dev.fairlead/image',
  restart: 'dev.fairlead/restart',
  registry: 'dev.fairlead/registry',
  expires: 'dev.fairlead/expires',
  loginOrigin: 'dev.fairlead/login-origin',
  loginSum: 'dev.fairlead/login-sum',
} as const
