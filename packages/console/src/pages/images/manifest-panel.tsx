import type { ImageDetailsAnswer } from '@fairlead/api/client'
import { SegmentedControl, Select, Text } from '@mantine/core'
import { formatBytes } from '../../ui/bytes.ts'
import { Copyable } from '../../ui/copy.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'

interface ManifestPanelProps {
  readonly details: ImageDetailsAnswer
  readonly platform: string
  readonly onPlatform: (platform: string) => void
}

// More of them stand side by side on no phone.
const SIDE_BY_SIDE = 3

/** What the tag stands for, and the switch between its platforms. */
export function ManifestPanel({ details, platform, onPlatform }: ManifestPanelProps) {
  const size = details.layers.reduce((sum, layer) => sum + layer.size, 0)
  const own = details.manifests.find(({ digest }) => digest === details.manifest_digest)
  return (
    <Section title="Image">
      <Facts>
        <Fact name="Digest">
          <Copyable value={details.digest} what="digest" />
        </Fact>
        <Fact name="Media type">
          <span className="mono">{details.media_type}</span>
          {details.platforms.length > 1 && (
            <Text size="xs" c="dimmed">
              An index of {details.platforms.length} platforms
            </Text>
          )}
        </Fact>
        <Fact name="Platform">
          <PlatformSwitch platforms={details.platforms} platform={platform} onPlatform={onPlatform} />
        </Fact>
        {details.manifest_digest !== details.digest && (
          <Fact name="Manifest">
            <Copyable value={details.manifest_digest} what={`digest for ${details.config.platform}`} />
            {own && (
              <Text size="xs" c="dimmed">
                {own.media_type}, {formatBytes(own.size)}
              </Text>
            )}
          </Fact>
        )}
        <Fact name="Size">{formatBytes(size)} compressed</Fact>
        <Fact name="Built">
          {details.config.created ? <Time at={details.config.created} /> : 'The image does not say.'}
        </Fact>
      </Facts>
    </Section>
  )
}

interface PlatformSwitchProps {
  readonly platforms: readonly string[]
  readonly platform: string
  readonly onPlatform: (platform: string) => void
}

function PlatformSwitch({ platforms, platform, onPlatform }: PlatformSwitchProps) {
  const offered = [...new Set(platforms)]
  if (offered.length < 2) return platform
  if (offered.length > SIDE_BY_SIDE)
    return (
      <Select
        aria-label="Platform"
        data={offered}
        value={platform}
        allowDeselect={false}
        onChange={(next) => next && onPlatform(next)}
      />
    )
  return (
    <SegmentedControl
      aria-label="Platform"
      size="xs"
      data={offered}
      value={platform}
      onChange={onPlatform}
      style={{ maxWidth: '100%', flexWrap: 'wrap' }}
    />
  )
}
