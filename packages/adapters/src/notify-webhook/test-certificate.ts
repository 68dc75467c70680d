import { createPrivateKey } from 'node:crypto'

// A certificate for `hooks.example.com` that signs itself, until 2126. It guards nothing: servers in tests use it.
const keyBase64 = [
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXNP6JELAbhREFA1SuLQena1VRVBYPctnuwdj0hY2aAOhRANCAASM',
  'WlQ162VhhDN2gqr7l3CzjVyLAebt5DabqYCNK/oJ7xvWHhrzc3wMdbF8J4lulEnwi4jZE/pbtMTgdRXx4K+2',
]
const certificateBase64 = [
  'MIIBrTCCAVOgAwIBAgIUJcjQ/TOaRkECYxybuA5rTz3eQfQwCgYIKoZIzj0EAwIwHDEaMBgGA1UEAwwRaG9va3MuZXhhbXBsZS5j',
  'b20wIBcNMjYxMTIyMjIwNjQ4WhgPMjEyNjEwMjkyMjA2NDhaMBwxGjAYBgNVBAMMEWhvb2tzLmV4YW1wbGUuY29tMFkwEwYHKoZI',
  'zj0CAQYIKoZIzj0DAQcDQgAEjFpUNetlYYQzdoKq+5dws41ciwHm7eQ2m6mAjSv6Ce8b1h4a83N8DHWxfCeJbpRJ8IuI2RP6W7TE',
  '4HUV8eCvtqNxMG8wHQYDVR0OBBYEFDpIKV10UY8m1M/0xBsVxxzMd0qKMB8GA1UdIwQYMBaAFDpIKV10UY8m1M/0xBsVxxzMd0qK',
  'MA8GA1UdEwEB/wQFMAMBAf8wHAYDVR0RBBUwE4IRaG9va3MuZXhhbXBsZS5jb20wCgYIKoZIzj0EAwIDSAAwRQIgT+vns49DA8bC',
  'K+pBDb8VIJ+rM+vV9X9tFMz0z77zlZUCIQCQUqvIbxn7za8vmr0Nap39xrtqlQTV5mZIuha0NCOlBA==',
]

export const testKey = createPrivateKey({
  key: Buffer.from(keyBase64.join(''), 'base64'),
  format: 'der',
  type: 'pkcs8',
}).export({ format: 'pem', type: 'pkcs8' })

export const testCertificate = [
  '-----BEGIN CERTIFICATE-----',
  ...(certificateBase64.join('').match(/.{1,64}/g) ?? []),
  '-----END CERTIFICATE-----',
  '',
].join('\n')
