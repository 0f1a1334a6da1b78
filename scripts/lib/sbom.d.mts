export function sbom(): Promise<string>
export function stable(bill: { serialNumber?: string; metadata: { timestamp?: string; tools?: unknown; component?: object } }, manifest: { name: string }): string
