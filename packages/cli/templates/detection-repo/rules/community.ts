// The rules that come with StreamAlert. Delete this file to run your own alone.
export { rules } from '@streamalert/community-rules';
