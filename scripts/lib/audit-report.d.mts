export function auditReport(output: string): { code: 0 | 1; text: string }
