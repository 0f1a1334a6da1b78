import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readDeployment, USUAL_DEPLOYMENT } from '@/domain/deployment'

describe('deployment.json', () => {
  it('as it comes with the app is the usual', () => {
    expect(readDeployment(readFileSync('public/deployment.json', 'utf8'))).toEqual(USUAL_DEPLOYMENT)
  })

  it('says who holds the token and whether orders are allowed', () => {
    expect(readDeployment('{"token":"server","orders":false}')).toEqual({ token: 'server', orders: false })
  })

  it.each(['', '<html>', 'null', '[]', '{}', '{"token":"server"}', '{"token":"nobody","orders":true}', '{"token":"server","orders":"no"}', '{"token":"server","orders":true,"more":1}'])('%s is none', (text) => {
    expect(readDeployment(text)).toBeNull()
  })
})
