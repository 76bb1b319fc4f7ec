import { oneOf } from '../fields/plain';
import { section } from '../fields/section';
import { tagKey } from '../fields/tag-key';

const tagsSchema = section('tags: { predictedClass: predicted_class }', {
  predictedClass: tagKey().prefault('predicted_class').describe('Tag with the class that the model predicted.'),
  confidence: tagKey().prefault('confidence').describe('Tag with its confidence, 0..1.'),
  scores: tagKey()
    .prefault('scores')
    .describe('Tag with the scores of all classes in their order, or of the greatest as 03=0.71 by class id.'),
  timestamp: tagKey().prefault('timestamp').describe('Tag with the instant of capture.'),
  modelVersion: tagKey().prefault('model_version').describe('Tag with the version of the model.'),
  flagged: tagKey().prefault('flagged').describe('Tag that is true when a user doubted the prediction.'),
  correctedClass: tagKey().prefault('corrected_class').describe('Tag with the class that a user put in its place.'),
  group: tagKey()
    .optional()
    .describe(
      'Tag whose equal values belong together (a burst, a session): they never lie on both sides of the evaluation wall.',
    ),
});

export const predictionsSchema = section('predictions: { from: tags }', {
  from: oneOf(['tags']).prefault('tags').describe('Where production says what it predicted: object tags.'),
  tags: tagsSchema.prefault({}).describe('The keys of these tags, where they differ from the defaults.'),
});
