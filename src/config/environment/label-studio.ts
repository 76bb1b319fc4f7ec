import { z } from 'zod';
import { address, sentInHeader } from './variable';

export interface LabelStudioEnvironment {
  /** As the worker reaches it. */
  url: string;
  /** As people's browsers reach it; the same as `url` unless set. */
  publicUrl: string;
  /** A legacy token or a personal access token. */
  token: string;
}

export const labelStudioSchema = z
  .object({
    LABEL_STUDIO_URL: address("Label Studio's address", 'http://127.0.0.1:8080'),
    LABEL_STUDIO_PUBLIC_URL: address(
      "Label Studio's address as browsers reach it",
      'https://labels.example',
    ).optional(),
    LABEL_STUDIO_USER_TOKEN: sentInHeader(
      "a user's token, legacy or personal, from Label Studio's Account & Settings",
      6,
    ),
  })
  .transform(
    (set): LabelStudioEnvironment => ({
      url: set.LABEL_STUDIO_URL,
      publicUrl: set.LABEL_STUDIO_PUBLIC_URL ?? set.LABEL_STUDIO_URL,
      token: set.LABEL_STUDIO_USER_TOKEN,
    }),
  );
