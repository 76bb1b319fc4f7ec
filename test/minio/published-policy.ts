import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoopConfig } from '../../src/contracts/loop-config';

interface Statement {
  Sid: string;
  Effect: 'Allow';
  Action: string[];
  Resource: string[];
}

export interface Policy {
  Version: string;
  Statement: Statement[];
}

/** One action on one resource, as one statement grants it. */
export interface Permission {
  sid: string;
  action: string;
  resource: string;
}

/** A policy of docs/iam, as it is published: with placeholders. */
export const publishedPolicy = (name: 'worker' | 'label-studio-storage'): Policy =>
  JSON.parse(readFileSync(join(__dirname, '..', '..', 'docs', 'iam', `${name}.json`), 'utf8'));

/** The same for the places of one loop. */
export function policyFor({ source, filing, ledger }: LoopConfig, { Version, Statement }: Policy): Policy {
  const place = (resource: string): string =>
    resource
      .replace('SOURCE_BUCKET', source.bucket)
      .replace('FILING_BUCKET', filing.bucket)
      .replace('LEDGER_BUCKET', ledger.bucket)
      .replace('LEDGER_PREFIX', ledger.prefix);
  return { Version, Statement: Statement.map((of) => ({ ...of, Resource: of.Resource.map(place) })) };
}

export const permissionsOf = ({ Statement }: Policy): Permission[] =>
  Statement.flatMap(({ Sid: sid, Action, Resource }) =>
    Action.flatMap((action) => Resource.map((resource) => ({ sid, action, resource }))),
  );

/** All that a policy grants but this. */
export function without({ Version, Statement }: Policy, { sid, action, resource }: Permission): Policy {
  const left = Statement.flatMap((of) => {
    if (of.Sid !== sid) return [of];
    const actions = of.Action.filter((one) => one !== action);
    const resources = of.Resource.filter((one) => one !== resource);
    return [
      { ...of, Sid: `${sid}Others`, Action: actions },
      { ...of, Sid: `${sid}Elsewhere`, Action: [action], Resource: resources },
    ].filter((part) => part.Action.length > 0 && part.Resource.length > 0);
  });
  return { Version, Statement: left };
}

/** `FileImages: s3:PutObject on FILING_BUCKET/*`. */
export const nameOf = ({ sid, action, resource }: Permission): string =>
  `${sid}: ${action} on ${resource.replace('arn:aws:s3:::', '')}`;
