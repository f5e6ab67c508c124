import { z } from 'zod'

export const imageVersions = z.object({
  image_name: z.string(),
  versions: z.array(z.string()).describe('Tags; filled where the image name is given in full.'),
  visibility: z.enum(['public', 'private', 'internal']).exactOptional(),
  linked_repository: z.string().exactOptional(),
  updated_at: z.string().exactOptional(),
  version_count: z
    .int()
    .exactOptional()
    .describe('Manifests of the image, those without a tag and those of single platforms among them.'),
})

export const imageTags = z.object({ image_name: z.string(), tags: z.array(z.string()) })

export const imageTag = z.object({
  name: z.string(),
  digest: z.string().exactOptional().describe('Of its manifest, where the registry tells it with the list.'),
  created_at: z
    .string()
    .exactOptional()
    .describe('When the manifest was pushed, where the registry tells it.'),
  updated_at: z.string().exactOptional().describe('When its tags last changed, where the registry tells it.'),
})

export const imageTagPage = z.object({
  page: z.int(),
  page_size: z.int(),
  total: z.int().describe('Tags that contain `search`, on all pages.'),
  note: z.string().exactOptional().describe('Why nothing but the name is known of some tags.'),
  results: z.array(imageTag),
})

export const imageDetails = z.object({
  image_name: z.string(),
  digest: z.string(),
  media_type: z.string(),
  size: z.int(),
  platforms: z.array(z.string()),
  manifest_digest: z.string(),
  config: z.object({
    platform: z.string(),
    created: z.string().exactOptional(),
    entrypoint: z.array(z.string()),
    command: z.array(z.string()),
    exposed_ports: z.array(z.string()),
    labels: z.record(z.string(), z.string()),
    user: z.string(),
    working_directory: z.string().describe('Empty: the root.'),
    volumes: z.array(z.string()).describe('Paths that are meant to be mounted.'),
    environment: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  manifests: z
    .array(
      z.object({
        platform: z.string(),
        digest: z.string(),
        media_type: z.string(),
        size: z.int().describe('Bytes of the manifest.'),
      }),
    )
    .describe('Of each platform that an index offers, or the image itself.'),
  layers: z.array(
    z.object({
      digest: z.string(),
      size: z.int(),
      media_type: z.string(),
      command: z.string().exactOptional().describe('What made it, as the builder wrote it.'),
    }),
  ),
})
