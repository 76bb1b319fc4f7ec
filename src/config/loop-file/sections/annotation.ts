import { duration } from '../fields/duration';
import { oneOf, text, wholeNumber, yesOrNo } from '../fields/plain';
import { section } from '../fields/section';
import { share } from '../fields/share';

const untilSchema = section('until: { evaluation: { answered: 100% }, training: { answered: 80% }, deadline: 7d }', {
  evaluation: section('evaluation: { answered: 100%, atLeast: 80 }', {
    answered: share({ above: 0 })
      .prefault('100%')
      .describe('Go on when this share of the evaluation tasks is answered.'),
    atLeast: wholeNumber(1, 1_000_000)
      .optional()
      .describe('With fewer evaluation answers: bounds only, no proposal. Default: 80% of the draw.'),
  })
    .prefault({})
    .describe('When there are enough evaluation answers.'),
  training: section('training: { answered: 80% }', {
    answered: share().prefault('80%').describe('Go on when this share of the training tasks is answered.'),
  })
    .prefault({})
    .describe('When there are enough training answers.'),
  deadline: duration('1s').prefault('7d').describe('Go on after this, with what there is.'),
});

export const annotationSchema = section('annotation: { project: Food11 }', {
  project: text('Food11', 3, 36)
    .optional()
    .describe(
      "Label Studio projects are named after this: 'Food11 · evaluation' and 'Food11 · training'. Default: the loop's name.",
    ),
  labelConfig: text('food11.xml', 1, 1000)
    .optional()
    .describe('File with the Label Studio XML, relative to this one. Default: made from the classes.'),
  annotators: wholeNumber(1, 20).prefault(1).describe('Different people per task.'),
  disputes: oneOf(['reissue', 'leave'])
    .prefault('reissue')
    .describe('reissue: what is disputed, or was skipped once, goes to one more person who has not answered it.'),
  images: oneOf(['link', 'storage', 'presigned'])
    .prefault('link')
    .describe(
      "How a training task's image is reached: through our server, signed by Label Studio, or by a presigned URL.",
    ),
  blind: yesOrNo().prefault(false).describe('true hides the prediction in training tasks too.'),
  until: untilSchema.prefault({}).describe('When a round stops waiting for people.'),
  close: duration('1s')
    .optional()
    .describe('Late answers amend the round until then, from its start. Default: twice the deadline.'),
  poll: duration('5s').prefault('1m').describe('How often answers are counted; longer by itself as a round ages.'),
  openTasks: oneOf(['keep', 'delete'])
    .prefault('keep')
    .describe('What becomes of unanswered tasks when the round closes.'),
});
