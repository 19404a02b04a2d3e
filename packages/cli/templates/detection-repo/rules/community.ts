// The rules that come with StreamAlert. A rule of your own with the id of one of them replaces it. Delete this file to run
// your own alone.
export { rules } from '@streamalert/community-rules';
