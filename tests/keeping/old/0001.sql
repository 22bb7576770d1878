BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE decisions (
	id VARCHAR(32) NOT NULL, 
	item_id VARCHAR(32) NOT NULL, 
	slot INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	replaces VARCHAR(32), 
	stage VARCHAR(12) NOT NULL, 
	reader_id INTEGER NOT NULL, 
	verdict VARCHAR(12) NOT NULL, 
	reason VARCHAR(40), 
	comment_id VARCHAR(32), 
	comment_seal VARCHAR(64), 
	missed JSON NOT NULL, 
	wrong_assertion BOOLEAN NOT NULL, 
	assertion VARCHAR(20), 
	blind BOOLEAN NOT NULL, 
	seconds FLOAT, 
	request VARCHAR(64) NOT NULL, 
	decided VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_decisions PRIMARY KEY (id), 
	CONSTRAINT ck_decisions_verdict CHECK (verdict IN ('agree', 'disagree', 'unsure', 'defer', 'withdrawn')), 
	CONSTRAINT ck_decisions_history CHECK ((version = 1) = (replaces IS NULL)), 
	CONSTRAINT fk_decisions_comment_id FOREIGN KEY(comment_id) REFERENCES texts (id), 
	CONSTRAINT fk_decisions_item_id_slot FOREIGN KEY(item_id, slot) REFERENCES slots (item_id, number), 
	CONSTRAINT fk_decisions_reader_id FOREIGN KEY(reader_id) REFERENCES people (id), 
	CONSTRAINT fk_decisions_replaces FOREIGN KEY(replaces) REFERENCES decisions (id), 
	CONSTRAINT uq_decisions_item_id_slot_version UNIQUE (item_id, slot, version), 
	CONSTRAINT uq_decisions_reader_id_request UNIQUE (reader_id, request), 
	CONSTRAINT uq_decisions_replaces UNIQUE (replaces)
);
INSERT INTO "decisions" VALUES('1fd86b51a5b60bbe','a904944ccce95487',1,1,NULL,'reader',1,'agree',NULL,NULL,NULL,'[]',0,NULL,0,0.022,'3b61f7bf78fd6ebb','2026-11-26T15:12:48.304Z');
INSERT INTO "decisions" VALUES('cafde70d924c40f3','a904944ccce95487',1,2,'1fd86b51a5b60bbe','reader',1,'agree','template',NULL,NULL,'[]',0,NULL,0,0.059,'74fda9452a8d4457','2026-11-26T15:12:48.341Z');
INSERT INTO "decisions" VALUES('ca56847c381ec2f4','a904944ccce95487',2,1,NULL,'reader',2,'disagree',NULL,'a0d3901c03911bfd','91b737d360bb0aed762c62e7f6b5cec6cd4690fa3daa0e8d93acba2dd9535595','[]',0,NULL,0,0.012,'061b10d45ca17b7f','2026-11-26T15:12:48.377Z');
INSERT INTO "decisions" VALUES('4ea0df1a0be92be1','abdd88fcf25bdf37',1,1,NULL,'reader',1,'agree',NULL,NULL,NULL,'[]',0,NULL,0,0.002,'f7db483122eb4dbd','2026-11-26T15:12:48.414Z');
INSERT INTO "decisions" VALUES('62ffc05ee01b399b','abdd88fcf25bdf37',1,2,'4ea0df1a0be92be1','reader',1,'agree','template',NULL,NULL,'[]',0,NULL,0,0.026,'654ef12ad0b26f77','2026-11-26T15:12:48.438Z');
INSERT INTO "decisions" VALUES('4de96b48b85efc3a','abdd88fcf25bdf37',2,1,NULL,'reader',2,'agree',NULL,'7037c3fd04262aee','6f67950d45268024a40e4e6add05946a405ea70ffc34d15267029b70aa37ef03','[]',0,NULL,0,0.022,'80f91f97a668275c','2026-11-26T15:12:48.491Z');
INSERT INTO "decisions" VALUES('7cf5e3ad63e346b1','a904944ccce95487',0,1,NULL,'adjudicator',3,'agree',NULL,NULL,NULL,'[]',0,NULL,0,0.007,'69b8d7349bc3016b','2026-11-26T15:12:48.709Z');
INSERT INTO "decisions" VALUES('738f0174273295f5','fab672ca66df0d8d',1,1,NULL,'reader',1,'agree',NULL,'2c7497b9f0fa1b4e','0154df9b7f323d62d271d9001ff8ff92e07823ccaeca447ff250641dc62cab02','[]',0,NULL,0,0.015,'1f11da7dc9853ec7','2026-11-26T15:12:48.742Z');
CREATE TABLE events (
	id VARCHAR(32) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	"by" VARCHAR(80) NOT NULL, 
	what VARCHAR(40) NOT NULL, 
	about JSON NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY (id)
);
INSERT INTO "events" VALUES('a8bc57090ee096e3','2026-11-26T15:12:46.292Z','tester','person added','{"person": "Ann", "role": "reviewer"}');
INSERT INTO "events" VALUES('480ae6b225f4387a','2026-11-26T15:12:47.129Z','tester','person added','{"person": "Bob", "role": "reviewer"}');
INSERT INTO "events" VALUES('c057e5b494eb3962','2026-11-26T15:12:47.976Z','tester','person added','{"person": "Eve", "role": "adjudicator"}');
INSERT INTO "events" VALUES('a3a180e59e9d9ee0','2026-11-26T15:12:48.170Z','tester','sample imported','{"file": "gone.jsonl", "digest": "2ca5f9ad6ccce723062f23c07a5e8cced728a33f252903cb6582f28a02644f35", "queues": ["gone"], "items": 2}');
INSERT INTO "events" VALUES('13f658f5a3334add','2026-11-26T15:12:48.203Z','tester','sample imported','{"file": "kept.jsonl", "digest": "0572576f99b925d25b39ac1587824117a9c391f72bd953b4289bebd9637ff2b7", "queues": ["kept"], "items": 3}');
INSERT INTO "events" VALUES('42232cc8377bb8a9','2026-11-26T15:12:48.776Z','tester','words destroyed','{"texts": 5, "queue": "gone"}');
CREATE TABLE flags (
	item_id VARCHAR(32) NOT NULL, 
	confidence FLOAT, 
	assertion TEXT NOT NULL, 
	explanation_id VARCHAR(32) NOT NULL, 
	explanation_seal VARCHAR(64) NOT NULL, 
	flags JSON NOT NULL, 
	near JSON NOT NULL, 
	rules JSON NOT NULL, 
	versions JSON NOT NULL, 
	CONSTRAINT pk_flags PRIMARY KEY (item_id), 
	CONSTRAINT fk_flags_explanation_id FOREIGN KEY(explanation_id) REFERENCES texts (id), 
	CONSTRAINT fk_flags_item_id FOREIGN KEY(item_id) REFERENCES items (id)
);
INSERT INTO "flags" VALUES('fab672ca66df0d8d',0.75,'affirmed','b7db8a0c9e8708bc','151137c2e426eec1291bf82fdf93874cc12574099bf448d1259ed54a8b469286','["neglect"]','["hardship"]','["ne.food"]','{"rules": "abc"}');
INSERT INTO "flags" VALUES('9a0d968be2d3730e',0.75,'affirmed','a739e65b9a602f0f','274a78b5213a8407b70b3f808848c158873b0c7fa1bac55d9987348df2a3f4c7','["neglect"]','["hardship"]','["ne.food"]','{"rules": "abc"}');
INSERT INTO "flags" VALUES('a904944ccce95487',0.75,'affirmed','53735e1483ceb99a','7a4d0654be6953faee462daff69a3811f60792deff6760a2c94c3910af5e03d1','["neglect"]','["hardship"]','["ne.food"]','{"rules": "abc"}');
INSERT INTO "flags" VALUES('abdd88fcf25bdf37',0.75,'affirmed','c8a4608832c0dea5','d35087bbf6118eeba9743304d81b07c33b04810dd0d807112bbe76b28a8c842e','["neglect"]','["hardship"]','["ne.food"]','{"rules": "abc"}');
INSERT INTO "flags" VALUES('ec8d2b6dc09543bd',0.75,'affirmed','04c462747732b5d3','4de3045fe49bb2b3adceb44655d3ff1c83d303ca239747882fbdddef452d0cc7','["neglect"]','["hardship"]','["ne.food"]','{"rules": "abc"}');
CREATE TABLE head (
	id INTEGER NOT NULL, 
	store VARCHAR(32) NOT NULL, 
	"check" VARCHAR(64) NOT NULL, 
	seq INTEGER NOT NULL, 
	mac VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_head PRIMARY KEY (id), 
	CONSTRAINT ck_head_one CHECK (id = 1)
);
INSERT INTO "head" VALUES(1,'2dd4952b15254913','65cf24eb9231da0887d8d74633d1e4a05485f3d986f9f3aaa5472475e738bda2',28,'d89fc263968070d8bb704b66ea513193ca826f669f13844fc05ac36fbe177152');
CREATE TABLE items (
	id VARCHAR(32) NOT NULL, 
	queue_id VARCHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	sample_key TEXT NOT NULL, 
	note_id TEXT NOT NULL, 
	case_id TEXT NOT NULL, 
	date TEXT NOT NULL, 
	role TEXT NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	text_id VARCHAR(32) NOT NULL, 
	text_seal VARCHAR(64) NOT NULL, 
	indicator VARCHAR(60), 
	stratum TEXT NOT NULL, 
	inclusion_probability FLOAT NOT NULL, 
	seed BIGINT NOT NULL, 
	copies INTEGER NOT NULL, 
	groups JSON NOT NULL, 
	CONSTRAINT pk_items PRIMARY KEY (id), 
	CONSTRAINT ck_items_probability CHECK (inclusion_probability > 0 AND inclusion_probability <= 1), 
	CONSTRAINT fk_items_queue_id FOREIGN KEY(queue_id) REFERENCES queues (id), 
	CONSTRAINT fk_items_text_id FOREIGN KEY(text_id) REFERENCES texts (id), 
	CONSTRAINT uq_items_queue_id_position UNIQUE (queue_id, position), 
	CONSTRAINT uq_items_queue_id_sample_key UNIQUE (queue_id, sample_key)
);
INSERT INTO "items" VALUES('fab672ca66df0d8d','b267ca514c03d102',0,'n0:gone','n0','c0','2021-03-04','health visitor',11,32,'088c4927e67f3685','b8ca754956fc3904462069869d5e7cd4cfc6338b6c78075bd7383349b3d35695','neglect','flagged/neglect',0.25,7,1,'{"age_band": "0-4"}');
INSERT INTO "items" VALUES('9a0d968be2d3730e','b267ca514c03d102',1,'n1:gone','n1','c0','2021-03-04','health visitor',11,32,'f1107439407d0d95','1e64cada63631573589690f19513d698d79a3a65df5b28370068f58644339ddb','neglect','flagged/neglect',0.25,7,1,'{"age_band": "0-4"}');
INSERT INTO "items" VALUES('a904944ccce95487','925bb337bcb26785',0,'n0:kept','n0','c0','2021-03-04','health visitor',11,32,'3f753d1739ad15cf','c53fd7bdd1840e357e61c35b4936b141643f0895bdfe5e828771a8e8c2ba22dd','neglect','flagged/neglect',0.25,7,1,'{"age_band": "0-4"}');
INSERT INTO "items" VALUES('abdd88fcf25bdf37','925bb337bcb26785',1,'n1:kept','n1','c0','2021-03-04','health visitor',11,32,'a3640901134fdad5','77813e1fda8d17a766bd95b79021f186136faccffda5d404336a6c058964ccdf','neglect','flagged/neglect',0.25,7,1,'{"age_band": "0-4"}');
INSERT INTO "items" VALUES('ec8d2b6dc09543bd','925bb337bcb26785',2,'n2:kept','n2','c0','2021-03-04','health visitor',11,32,'3011f3c0ccce4027','cb6b3a1ee89f86f9f81b0266cd2661e85645673bd967538d1e86540212ebba33','neglect','flagged/neglect',0.25,7,1,'{"age_band": "0-4"}');
CREATE TABLE ledger (
	seq INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	record VARCHAR(32) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	mac VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_ledger PRIMARY KEY (seq), 
	CONSTRAINT uq_ledger_kind_record UNIQUE (kind, record)
);
INSERT INTO "ledger" VALUES(1,'event','a8bc57090ee096e3','2f9f94dd292a70d7e3f373d7c05b23cc8d93e7dac186df746e04c75e79754e60','f0367782d99b7b34647260636b8ceed93e0146d42dfbcee0812eb1478bf15540');
INSERT INTO "ledger" VALUES(2,'event','480ae6b225f4387a','72670e3b71ff8c12eb01d8401a20a98336318888c866b77316885b0b31762b15','0508b2e23d316d5718590cadf5c9e5ab06065d478355c8d40d2548f3dff00a8b');
INSERT INTO "ledger" VALUES(3,'event','c057e5b494eb3962','c83f95c8482c19249799087a4ace8487db6d23ea34f058d44d5e63114aadb9a4','6a53e1f38b573cfc66e26be3d4bd8d4bb7253d63b8e6c60f8d559456e72d1596');
INSERT INTO "ledger" VALUES(4,'sample','701fc150a53e3f6b','339214a0ea39db0dd6fb4198303def138d8b5b2a576866b51680333b380ce850','5f9353f0b759adc726470b275fd0db5d0ceae21b02f7c38ff7b6d5c24531dfbe');
INSERT INTO "ledger" VALUES(5,'queue','b267ca514c03d102','c66cfea7aebb9a1df717172cd2aeda1e15fd2359098bdeecfdd3c1ae250dbee2','cb32ff8183ee772aa82e97b74cbcc8bc176a38e9a632b4ae1ff3cc439579fc57');
INSERT INTO "ledger" VALUES(6,'item','fab672ca66df0d8d','f6ad6f9e5af2d9e8b32948b1b324e828d2a34a556bf661c4b35db04ee40fa706','073ebd62f4285a7d15c54458decb68561b48312056555467c312f49ec78db244');
INSERT INTO "ledger" VALUES(7,'item','9a0d968be2d3730e','7b5999b6c5bd44bfd2c8cc65143ad85766495f861a6ca3f4cc0cbdb73a2856cf','0df3410c124100ecccfc5ee87d136b951229ae9b99e7b2ebbc1f3c8d2ab3df68');
INSERT INTO "ledger" VALUES(8,'flag','fab672ca66df0d8d','fdd4220ac0066ff202d20cb56b7b026bef465eb462272367ca9cda0ef53049b6','bd588a31a74453fd13840daa8420000b90b5c7c26e774abbe28d89bf14beb587');
INSERT INTO "ledger" VALUES(9,'flag','9a0d968be2d3730e','9a3e2de56a24a6cd313a358b50b0a0d3afcbccfb3688eb6e512abc715d76f7ef','c2236966a7eb496913f94cbdbec0650bf235be7d0c04bc1d279709601f67e3c7');
INSERT INTO "ledger" VALUES(10,'event','a3a180e59e9d9ee0','54e6931388256e595cfcc845ae88e0cc628e9472e8f7f18ec90db89b6e042b4e','9361ea02cb31c21c8a8d6dbd06f87dea0c85aeb10f22984a142a8eb67c50f05d');
INSERT INTO "ledger" VALUES(11,'sample','2e7b88d5c36ce8f8','7d4d698ece5164730e1d82fa736cf3ddd8b6bba767cb0893bd455d4ff194122d','6937c3006590cb469cc615e1e3b4b7af094ec597786f334b4649d24846c3f6c1');
INSERT INTO "ledger" VALUES(12,'queue','925bb337bcb26785','a2506cf0215acdeff2962ad44853a8b76145cb9416c6f7397bf3507f0e7efaec','bc28ec6ce5f4d574cf835757a60745a8f6d728c894d77fdae85da718551e06db');
INSERT INTO "ledger" VALUES(13,'item','a904944ccce95487','6fcc08eaf65c8304f67f2417a2934fbb8706f5b9db9d54c235a1130fdd2c0ccd','be3b1e3123f86ca4e84f03a63bcd8065e1094c79acee8492ace99055015f5a42');
INSERT INTO "ledger" VALUES(14,'item','abdd88fcf25bdf37','f450765de2fa149bac05b1ef340326f046de965e4176109fe6dae2bf8bbb809b','486a9b4ba9fe61031c9a4aa23902cf7b9254591534c2c7f949d10364099be492');
INSERT INTO "ledger" VALUES(15,'item','ec8d2b6dc09543bd','0abbde9214ec1c41d033ef73c01bd03dbf156707bc8ceef83eaa2196036a99e3','a2dea01359871dca28ff1e4ad6d84c466e39817d53d60127218046905b04431f');
INSERT INTO "ledger" VALUES(16,'flag','a904944ccce95487','510c1dda4324beba239e424eaaa94ddf61f0b013f90e3eca62b43b9c12bdbac2','75f536f46ab7e1cafd57d81f127670ba99955085ba79369b4934c84af21a37dc');
INSERT INTO "ledger" VALUES(17,'flag','abdd88fcf25bdf37','12cb0ea9c60d79f5a9f5fff86a7637a60a31b809a21da5f2cffaa307e05062bd','9189901a7fd6b8e41308c58ce0acc009118bb0c3538179996476333961c2d6a2');
INSERT INTO "ledger" VALUES(18,'flag','ec8d2b6dc09543bd','4eae85952787983d48a59b5060c690d15a7c84a1ff762ac25f7a1052e40d1d0e','1451b908669458ab2b806a04e3f6f893e4aec8e693f1ac5f4f9313a3e5c715db');
INSERT INTO "ledger" VALUES(19,'event','13f658f5a3334add','e48eeeaf3075b14a75eef556b358115a6bea46544801f71569ef14056e4a82a1','1fe35e96fc32aad8806afe9aaed0c61cacbec441b04dbe99245707c4779c10b2');
INSERT INTO "ledger" VALUES(20,'decision','1fd86b51a5b60bbe','72dfb303a1accfb714d90c4827ecba71d7f3f5fe06f4ae9061a0011fe4dcce5c','2ba6f8342b3919cb79c778bbb1bd623624bdc729cdd602d13dd7a8473d12d659');
INSERT INTO "ledger" VALUES(21,'decision','cafde70d924c40f3','547d6f92ea679372b42b9b0f7d8e2a3e4395819aaec79e4a13aa13b727056378','431b748b24c0f9ffb94ef8b058f993f56d0004e675ea9c953c681886bb88ead7');
INSERT INTO "ledger" VALUES(22,'decision','ca56847c381ec2f4','48e3bdd075858e5d7aaa379d63fd0b880a8aa429ac070d1e2d4926448b94597f','e6003897d4e072d6e585f442967e51461f4d4715e7ffe11b166b89d04953417e');
INSERT INTO "ledger" VALUES(23,'decision','4ea0df1a0be92be1','ad679e771860966a851237261ee32b211ccb97d6bf3d6ffb87b5dd0128a12a02','62580e9e56b93aa418212b4dd8a9f57e1316467b93d3babc1333895c531346d0');
INSERT INTO "ledger" VALUES(24,'decision','62ffc05ee01b399b','facb0d22ea3f38743587790870b9318ef6695894261001883e8620cb4c09f892','1abefebe0c5ffb72f05e97aec872b12992bac3d745f1e9d2852b14fa397b8e07');
INSERT INTO "ledger" VALUES(25,'decision','4de96b48b85efc3a','40ba11779f6ac995c31e524ba1aecf991b6abba628df24dbe746a959b60694d1','8b7e5978b8e8f57b21c4f62c4449ae32178e48ca04a8d8a2c54e822c6d17529a');
INSERT INTO "ledger" VALUES(26,'decision','7cf5e3ad63e346b1','d67a4a94b3fed189e36bd43231d26a38422366f01a342fe366d6194485478658','092b7bd956fdc6657d67ee6dc654665ca59a3005020e48a3a3f166b4efc60e08');
INSERT INTO "ledger" VALUES(27,'decision','738f0174273295f5','307cd67829c578c51c5e274820b8543cceee60c02676545acddce82f0937718f','5dfb6887b97dce8f35ac54d4ac495c7d82159c2e5bc1a7bae66048796bc3a0e4');
INSERT INTO "ledger" VALUES(28,'event','42232cc8377bb8a9','a050c5c4a6d27f079840d9dbc181241423bf2548ad21176ee66ec05acc68b366','d89fc263968070d8bb704b66ea513193ca826f669f13844fc05ac36fbe177152');
CREATE TABLE people (
	id INTEGER NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	password VARCHAR(255) NOT NULL, 
	stamp INTEGER NOT NULL, 
	active BOOLEAN NOT NULL, 
	made VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_people PRIMARY KEY (id), 
	CONSTRAINT uq_people_name UNIQUE (name)
);
INSERT INTO "people" VALUES(1,'Ann','reviewer','$argon2id$v=19$m=65536,t=3,p=4$wJTdONUg2V7pI1T17YbBew$Ntaco4e9t4Zy7snRbnzHpP5ZeNDseLe7u2/fMFM7jII',1,1,'2026-11-26T15:12:46.281Z');
INSERT INTO "people" VALUES(2,'Bob','reviewer','$argon2id$v=19$m=65536,t=3,p=4$SKBE9o0Uf+ui4vh75XBxAg$Sg+8Mk4DgAMZ79xxWHiGBUye/1NZcdEVNWIlgnZDBjk',1,1,'2026-11-26T15:12:47.128Z');
INSERT INTO "people" VALUES(3,'Eve','adjudicator','$argon2id$v=19$m=65536,t=3,p=4$Njcp5WrxvBs79HLh/vH7rg$viu9VoHdIkv1wvO4kG6gYtcrIwj6Ol8ONHzQ9Of/720',1,1,'2026-11-26T15:12:47.976Z');
CREATE TABLE queues (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(60) NOT NULL, 
	sampler VARCHAR(40) NOT NULL, 
	sample_id VARCHAR(32) NOT NULL, 
	blind BOOLEAN NOT NULL, 
	readers INTEGER NOT NULL, 
	made VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_queues PRIMARY KEY (id), 
	CONSTRAINT ck_queues_readers CHECK (readers BETWEEN 1 AND 20), 
	CONSTRAINT fk_queues_sample_id FOREIGN KEY(sample_id) REFERENCES samples (id), 
	CONSTRAINT uq_queues_name UNIQUE (name)
);
INSERT INTO "queues" VALUES('b267ca514c03d102','gone','flagged','701fc150a53e3f6b',0,1,'2026-11-26T15:12:48.165Z');
INSERT INTO "queues" VALUES('925bb337bcb26785','kept','flagged','2e7b88d5c36ce8f8',0,2,'2026-11-26T15:12:48.201Z');
CREATE TABLE samples (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	items INTEGER NOT NULL, 
	"by" VARCHAR(80) NOT NULL, 
	made VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_samples PRIMARY KEY (id), 
	CONSTRAINT uq_samples_digest UNIQUE (digest)
);
INSERT INTO "samples" VALUES('701fc150a53e3f6b','gone.jsonl','2ca5f9ad6ccce723062f23c07a5e8cced728a33f252903cb6582f28a02644f35',2,'tester','2026-11-26T15:12:48.163Z');
INSERT INTO "samples" VALUES('2e7b88d5c36ce8f8','kept.jsonl','0572576f99b925d25b39ac1587824117a9c391f72bd953b4289bebd9637ff2b7',3,'tester','2026-11-26T15:12:48.201Z');
CREATE TABLE slots (
	item_id VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	queue_id VARCHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	reader_id INTEGER, 
	since VARCHAR(32), 
	until VARCHAR(32), 
	verdict VARCHAR(12), 
	CONSTRAINT pk_slots PRIMARY KEY (item_id, number), 
	CONSTRAINT fk_slots_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_slots_queue_id FOREIGN KEY(queue_id) REFERENCES queues (id), 
	CONSTRAINT fk_slots_reader_id FOREIGN KEY(reader_id) REFERENCES people (id)
);
INSERT INTO "slots" VALUES('fab672ca66df0d8d',1,'b267ca514c03d102',0,1,'2026-11-26T15:12:48.727Z',NULL,'agree');
INSERT INTO "slots" VALUES('9a0d968be2d3730e',1,'b267ca514c03d102',1,NULL,NULL,NULL,NULL);
INSERT INTO "slots" VALUES('a904944ccce95487',1,'925bb337bcb26785',0,1,'2026-11-26T15:12:48.282Z',NULL,'agree');
INSERT INTO "slots" VALUES('a904944ccce95487',2,'925bb337bcb26785',0,2,'2026-11-26T15:12:48.365Z',NULL,'disagree');
INSERT INTO "slots" VALUES('abdd88fcf25bdf37',1,'925bb337bcb26785',1,1,'2026-11-26T15:12:48.412Z',NULL,'agree');
INSERT INTO "slots" VALUES('abdd88fcf25bdf37',2,'925bb337bcb26785',1,2,'2026-11-26T15:12:48.469Z',NULL,'agree');
INSERT INTO "slots" VALUES('ec8d2b6dc09543bd',1,'925bb337bcb26785',2,NULL,NULL,NULL,NULL);
INSERT INTO "slots" VALUES('ec8d2b6dc09543bd',2,'925bb337bcb26785',2,NULL,NULL,NULL,NULL);
INSERT INTO "slots" VALUES('a904944ccce95487',0,'925bb337bcb26785',0,3,'2026-11-26T15:12:48.702Z',NULL,'agree');
CREATE TABLE texts (
	id VARCHAR(32) NOT NULL, 
	key_id VARCHAR(16), 
	sealed BLOB, 
	keep_until VARCHAR(10) NOT NULL, 
	destroyed VARCHAR(32), 
	CONSTRAINT pk_texts PRIMARY KEY (id)
);
INSERT INTO "texts" VALUES('088c4927e67f3685',NULL,NULL,'2109-01-15','2026-11-26T15:12:48.768Z');
INSERT INTO "texts" VALUES('f1107439407d0d95',NULL,NULL,'2109-01-15','2026-11-26T15:12:48.768Z');
INSERT INTO "texts" VALUES('b7db8a0c9e8708bc',NULL,NULL,'2109-01-15','2026-11-26T15:12:48.768Z');
INSERT INTO "texts" VALUES('a739e65b9a602f0f',NULL,NULL,'2109-01-15','2026-11-26T15:12:48.768Z');
INSERT INTO "texts" VALUES('3f753d1739ad15cf','6a175ac5',X'507545E4487D64743FAED561F15FCD0B3C3451F07A3CA9A28933E5087540C12442EAA134F2F0355A0D3CA0C69384430C8EB6CB4BA6E19361F44AE5BDFC1A620A794CF14969770899DBAE58299D87326ABE554F9692D121600A46429F34181D1ADFCE802AF91C399321F49EC7E14109FE7C4C6BBD3F48E8C402C48427F298B63657D3C5DFDC83E6D6285AB8D8B06FFD85743692A61F931A4DB8','2109-01-15',NULL);
INSERT INTO "texts" VALUES('a3640901134fdad5','6a175ac5',X'AF0AD257DCCA47D70AE824CB441840C86EE4AACAF5DF401FC3357F8E0806E01F12817BA95B83D7C5DCD5C4533751FFA1B5CB7C4EFE02AE2307E8DD5EB10F2553A54BBEE71AB06BB0EDE1E6568A77BD3629E6C49EA76705291E668719950013BC4417C39411B1662D0F697858F9CDE34A696571D4ECFB09ACE57F5E9A8A987BA0AC8D8F0ACEDB4198A4BDFEE45FCD4EA852A788D3A9DF6604F9','2109-01-15',NULL);
INSERT INTO "texts" VALUES('3011f3c0ccce4027','6a175ac5',X'CC610BAA84E6713E5147D815406110DA99908FD868916FAF0CB949C749471265ED60E805E7AC0936DBE3A86EF90ECA714DBF5A849470AD85EC45EB8A9B25607F9051C318CDD836D3FBF4C40C4DE8C644B6310BCD8D32D2A2A15EA8F4D3B6E7312AB4BEB657075F632A7B11D690AE0CCE98BD3EDDCECC0DA2BBF06C3124028D925BA63921910297B429108C8E108EC6F5B3A5C0453978A45399','2109-01-15',NULL);
INSERT INTO "texts" VALUES('53735e1483ceb99a','6a175ac5',X'95FB285CDD897CB905200B10ABAAB48547597690CABC7280B28A6C4DAEE1D9A1CB030D3635873BB6F31E1ED7B8596FAD0A34DBAE912162294C03A3FA79FCA8C6A64DF0B3873ADD2FA753538843F0CA0CCB53EC004F7E2A','2109-01-15',NULL);
INSERT INTO "texts" VALUES('c8a4608832c0dea5','6a175ac5',X'367A5C9DF801FBDC8602CB7BC45B143DA652686984F738D27259C6B7D20F95359AAB97F3761C30B490D93C5C3912EC18E278725B3B64BFD3CA5CB5D6FC7D31EB970277CFD523BFF0BAB560A7DF562EBB472E70D8F469A1','2109-01-15',NULL);
INSERT INTO "texts" VALUES('04c462747732b5d3','6a175ac5',X'2206812E8CC0CAB83330B90746A0C1E618564F9769F912FA929DAAFCA2254FECE887CF08B77FC844DC8AE8089A3420C8C8882E3AAEA419E628FB54CBCB9099FC3CC2C6B9D3C2B47C564EFF9BC51C90FF84704630A87CF7','2109-01-15',NULL);
INSERT INTO "texts" VALUES('a0d3901c03911bfd','6a175ac5',X'7B031C6601E9251779E4BB85DDA79BA008F04EC9360EF1A9E9E36462DC1B65C95A254A3A5925CAFC6C8FD29FED5F05B73A44AE140E3D80AF811D1A8C0248943CF6D31CAE37A10374F9E6D10017C2','2109-01-15',NULL);
INSERT INTO "texts" VALUES('7037c3fd04262aee','6a175ac5',X'35A6A5F9D8E9F96E77D6FAD728D3ADC684C5D5019D362B527BC92DAAB0E58FD280F2CAE25A25CBFD7644D00621F6BF53BDBF2C82A020A1381C8E230FAE5851F39F7F197473A15762514706E59D83','2109-01-15',NULL);
INSERT INTO "texts" VALUES('2c7497b9f0fa1b4e',NULL,NULL,'2109-01-15','2026-11-26T15:12:48.768Z');
CREATE INDEX ix_texts_keep_until ON texts (keep_until);
CREATE INDEX ix_slots_open ON slots (queue_id, position, number) WHERE verdict IS NULL;
CREATE INDEX ix_slots_reader ON slots (queue_id, reader_id, verdict);
CREATE UNIQUE INDEX uq_slots_reader ON slots (item_id, reader_id);
CREATE INDEX ix_decisions_reader ON decisions (reader_id, decided);
CREATE TRIGGER samples_no_update BEFORE UPDATE ON samples BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER samples_no_delete BEFORE DELETE ON samples BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER samples_no_replace BEFORE INSERT ON samples WHEN EXISTS (SELECT 1 FROM samples WHERE ("id" = NEW."id") OR ("digest" = NEW."digest")) BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER queues_no_update BEFORE UPDATE ON queues BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER queues_no_delete BEFORE DELETE ON queues BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER queues_no_replace BEFORE INSERT ON queues WHEN EXISTS (SELECT 1 FROM queues WHERE ("id" = NEW."id") OR ("name" = NEW."name")) BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER items_no_update BEFORE UPDATE ON items BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER items_no_delete BEFORE DELETE ON items BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER items_no_replace BEFORE INSERT ON items WHEN EXISTS (SELECT 1 FROM items WHERE ("id" = NEW."id") OR ("queue_id" = NEW."queue_id" AND "position" = NEW."position") OR ("queue_id" = NEW."queue_id" AND "sample_key" = NEW."sample_key")) BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER flags_no_update BEFORE UPDATE ON flags BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER flags_no_delete BEFORE DELETE ON flags BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER flags_no_replace BEFORE INSERT ON flags WHEN EXISTS (SELECT 1 FROM flags WHERE ("item_id" = NEW."item_id")) BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER decisions_no_replace BEFORE INSERT ON decisions WHEN EXISTS (SELECT 1 FROM decisions WHERE ("id" = NEW."id") OR ("item_id" = NEW."item_id" AND "slot" = NEW."slot" AND "version" = NEW."version") OR ("replaces" = NEW."replaces") OR ("reader_id" = NEW."reader_id" AND "request" = NEW."request")) BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER events_no_replace BEFORE INSERT ON events WHEN EXISTS (SELECT 1 FROM events WHERE ("id" = NEW."id")) BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger WHEN EXISTS (SELECT 1 FROM ledger WHERE ("seq" = NEW."seq") OR ("kind" = NEW."kind" AND "record" = NEW."record")) BEGIN SELECT RAISE(ABORT, 'records of a review are only ever added; this one stays as it is'); END;
CREATE TRIGGER texts_no_delete BEFORE DELETE ON texts BEGIN SELECT RAISE(ABORT, 'a text may be sealed with another key or destroyed, nothing else'); END;
CREATE TRIGGER texts_no_update BEFORE UPDATE ON texts WHEN NEW.id <> OLD.id OR NEW.keep_until <> OLD.keep_until OR OLD.destroyed IS NOT NULL OR (NEW.sealed IS NULL) <> (NEW.destroyed IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a text may be sealed with another key or destroyed, nothing else'); END;
CREATE TRIGGER people_no_delete BEFORE DELETE ON people BEGIN SELECT RAISE(ABORT, 'a person keeps the name and is never removed; deactivate the account instead'); END;
CREATE TRIGGER people_no_update BEFORE UPDATE ON people WHEN NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.made <> OLD.made BEGIN SELECT RAISE(ABORT, 'a person keeps the name and is never removed; deactivate the account instead'); END;
COMMIT;
