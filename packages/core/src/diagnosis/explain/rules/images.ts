import type { LineRule } from '../line-rule.ts'

/** Words about the image itself. */
export const IMAGE_RULES: readonly LineRule[] = [
  {
    pattern: /exec format error|cannot execute binary file/i,
    meaning: 'The program in the image is for another processor than the machine has.',
    causes: ['platform.missing'],
  },
  {
    pattern:
      /no match(?:ing manifest)? for (?:platform in manifest|\S+\/\S+)|no image found in (?:manifest list|image index)|does not provide the specified platform|does not match the (?:detected host|specified) platform|no child with platform|no matching manifest|unsupported platform/i,
    meaning: 'The image is there, and not for the platform that was asked for.',
    causes: ['platform.missing', 'manifest.missing'],
  },
  {
    pattern: /must be lower-?case/i,
    meaning: 'The client refuses the name before it asks anybody.',
    causes: ['owner.not_lowercase', 'image.not_lowercase'],
  },
  {
    pattern:
      /invalid reference format|InvalidImageName|could(?:n't| not) parse (?:image|reference)|invalid image name/i,
    meaning: 'The name is none that an image can have.',
    causes: [
      'image.not_lowercase',
      'owner.not_lowercase',
      [
        'tag.not_found',
        'A variable in the name was empty, so that the tag or a part of the name is missing.',
      ],
    ],
  },
  {
    pattern: /blob upload (?:unknown|invalid)|BLOB_UPLOAD_(?:UNKNOWN|INVALID)/i,
    meaning: 'The registry does not know the upload that was to be gone on with; often it was done already.',
    causes: [
      [
        'network.closed',
        'The connection broke during the upload, and the client went on with what was over.',
      ],
      'registry.server_error',
    ],
    push: true,
  },
  {
    pattern: /manifest (?:blob unknown|invalid)|MANIFEST_(?:BLOB_UNKNOWN|INVALID)/i,
    meaning: 'The registry does not take the manifest, or misses a layer that it names.',
    causes: ['blob.missing', 'push.denied'],
    push: true,
  },
  {
    pattern:
      /blob unknown|BLOB_UNKNOWN|unknown blob|unexpected commit digest|failed size validation|filesystem layer verification failed|digest (?:invalid|did not match|mismatch)/i,
    meaning: 'A part of the image is not in the registry, or not what its digest says.',
    causes: [
      'blob.missing',
      'manifest.missing',
      ['network.closed', 'A proxy or cache on the way gives other bytes.'],
    ],
  },
  {
    pattern:
      /manifest unknown|MANIFEST_UNKNOWN|manifest for \S+ not found|failed to find manifest|manifest not found|tag \S+ (?:not found|does not exist|was not found)|manifests\/\S+.*(?:404|not found)/i,
    meaning: 'The registry has no such tag or manifest in that repository.',
    causes: ['tag.not_found', 'manifest.missing', 'package.not_found'],
  },
  {
    pattern: /name unknown|NAME_UNKNOWN|repository name not known|repository does not exist$/i,
    meaning: 'The registry has no repository of that name.',
    causes: ['package.not_found', 'image.host_assumed', 'pull.denied'],
  },
  {
    pattern: /no such image/i,
    meaning: 'The machine does not have the image, and did not get it.',
    causes: [
      'credential.not_used',
      'identity.another_works',
      'package.not_found',
      'tag.not_found',
      'pull.denied',
    ],
  },
]
