import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** A certificate authority that lives as long as its folder, so that no private key lies in the repository. */
export class Authority {
  readonly caFile: string
  private readonly folder: string
  private count = 0

  constructor(folder: string) {
    this.folder = folder
    this.caFile = join(folder, 'ca.pem')
    openssl(['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=Test authority',
      '-keyout', join(folder, 'ca.key'), '-out', this.caFile, '-days', '2'])
  }

  /** Files of a fresh key and certificate for `name`, signed by this authority; `days` below 0 is past. */
  sign(name: string, days = 2): Certificate {
    const path = join(this.folder, `signed-${(this.count += 1)}`)
    const signed = this.request(path, name)
    const dates = days < 0 ? ['-not_before', '20200101000000Z', '-not_after', '20210101000000Z'] : ['-days', String(days)]
    if (days < 0) return this.backdate(path, signed, dates)
    openssl(['x509', '-req', '-in', `${path}.csr`, '-CA', this.caFile, '-CAkey', join(this.folder, 'ca.key'), '-CAcreateserial',
      '-extfile', `${path}.ext`, '-out', signed.cert, ...dates])
    return signed
  }

  /** As `sign`, but vouched for by nobody. */
  selfSign(name: string): Certificate {
    const path = join(this.folder, `own-${(this.count += 1)}`)
    openssl(['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${name}`,
      '-addext', `subjectAltName=DNS:${name}`, '-keyout', `${path}.key`, '-out', `${path}.pem`, '-days', '2'])
    return { cert: `${path}.pem`, key: `${path}.key` }
  }

  private request(path: string, name: string): Certificate {
    writeFileSync(`${path}.ext`, `subjectAltName=DNS:${name}\n`)
    openssl(['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${name}`,
      '-keyout', `${path}.key`, '-out', `${path}.csr`])
    return { cert: `${path}.pem`, key: `${path}.key` }
  }

  /** `openssl x509` of 3.0 cannot set dates; `openssl ca` can. */
  private backdate(path: string, signed: Certificate, dates: string[]): Certificate {
    writeFileSync(`${path}.db`, '')
    writeFileSync(`${path}.srl`, '7001\n')
    writeFileSync(`${path}.cnf`, [
      '[ca]', 'default_ca=one', '[one]', `database=${path}.db`, `serial=${path}.srl`, `new_certs_dir=${this.folder}`,
      'default_md=sha256', 'policy=any', '[any]', 'commonName=supplied', '',
    ].join('\n'))
    openssl(['ca', '-batch', '-notext', '-config', `${path}.cnf`, '-cert', this.caFile, '-keyfile', join(this.folder, 'ca.key'),
      '-in', `${path}.csr`, '-out', signed.cert, '-extfile', `${path}.ext`, '-startdate', dates[1] ?? '', '-enddate', dates[3] ?? ''])
    return signed
  }
}

export function pair({ cert, key }: Certificate): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(cert), key: readFileSync(key) }
}

function openssl(args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}
