/** `{"Records":[{"id":0,"text":"text 0 é"}, …]}` with 50 records, compressed by `bzip2 -9`; Node has no compressor for it. */
export const bzip2OfFiftyRecords = Buffer.from(
  'QlpoOTFBWSZTWd470XkAAoWblFAEf/AQCg4gnEoAIAgAMAEtRoRKZ6mU//VVDR6gMhoIUe9KgAAaACTVVN/lVB6oafqBDaaTWKRF' +
    'Jz3VtvcOPLOxgAqMQMgkFtt8uCBPYgT/dZAnoQJ6ECdiBOeV555ve972MAFRiBkEgmZmdqREU7ccccedtvTW3a27Kqqqqq7dNrtb' +
    'qqqqqqrtrrdruiqqqqqu22tu27lVVVVVdttbbrbdbbqAgBACAEkkoiIWrO7M81PPTOzP5KTNAngQJ1+vnsECUIE8ggTj6+YBKQJ2' +
    '+yBPcgT/i7kinChIbx3ovIA=',
  'base64',
);
