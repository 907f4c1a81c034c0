BEGIN TRANSACTION;
CREATE TABLE access_link (
	visit_id VARCHAR(32), 
	subject_id VARCHAR(32), 
	purpose TEXT NOT NULL, 
	token_sha256 VARCHAR(64) NOT NULL, 
	expires_at DATETIME NOT NULL, 
	uses_left INTEGER NOT NULL, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_access_link PRIMARY KEY (id), 
	CONSTRAINT fk_access_link_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_access_link_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE, 
	CONSTRAINT fk_access_link_visit_id_visit FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE, 
	CONSTRAINT uq_access_link_token_sha256 UNIQUE (token_sha256)
);
INSERT INTO "access_link" VALUES(NULL,NULL,'report','72f8a18ff5e277f1b44e739804f29dbdeffba81236cd1edc77853e7915f64969','2026-12-03 05:52:23.878421',1,'cd447e35b8b648fe842e3d437204e52d','3099fdf5ab99454aa901e35cd47d380d','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.879541');
CREATE TABLE account (
	login TEXT NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	password_hash TEXT, 
	totp_secret TEXT, 
	totp_used INTEGER, 
	runner_id VARCHAR(32), 
	active BOOLEAN NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT fk_account_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_account_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE, 
	CONSTRAINT uq_account_login UNIQUE (login)
);
INSERT INTO "account" VALUES('local','Clinician','admin',NULL,NULL,NULL,NULL,1,'1e2feb89414c443c9027c4d1c386bbc4','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.813559');
CREATE TABLE activity (
	clip_id VARCHAR(32), 
	part INTEGER NOT NULL, 
	on_day DATE NOT NULL, 
	started_at DATETIME, 
	running BOOLEAN NOT NULL, 
	summary JSON NOT NULL, 
	told JSON NOT NULL, 
	same_as VARCHAR(32), 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_activity PRIMARY KEY (id), 
	CONSTRAINT fk_activity_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_activity_clip_id_clip FOREIGN KEY(clip_id) REFERENCES clip (id), 
	CONSTRAINT fk_activity_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE
);
INSERT INTO "activity" VALUES(NULL,0,'2026-11-02',NULL,1,'{"version": 1, "distance_m": 8000.0}','{"rpe": 4.0}',NULL,'cd447e35b8b648fe842e3d437204e52d','e5446dd4552b42f6be3edc0a1ef2a4f0','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.864112');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
CREATE TABLE analysis (
	visit_id VARCHAR(32) NOT NULL, 
	take_id VARCHAR(32) NOT NULL, 
	"key" TEXT NOT NULL, 
	automatic VARCHAR(32) NOT NULL, 
	result VARCHAR(32) NOT NULL, 
	layers INTEGER NOT NULL, 
	summary JSON NOT NULL, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_analysis PRIMARY KEY (id), 
	CONSTRAINT fk_analysis_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_analysis_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE, 
	CONSTRAINT fk_analysis_take_id_take FOREIGN KEY(take_id) REFERENCES take (id) ON DELETE CASCADE, 
	CONSTRAINT fk_analysis_visit_id_visit FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE
);
INSERT INTO "analysis" VALUES('1a2b8f1ff1fd42a29755d4c13a902931','afbd67f9619649cfa1988ad9f06c144a','key of Rita Runner','35bf992dc9e94616a12e7696a6cecc1b','e4b06ce6074147a8bce42c8218072e8c',1,'{"version": 1}','cd447e35b8b648fe842e3d437204e52d','b9d179e06c0f44f5b8130c4237730edf','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.848614');
CREATE TABLE audit (
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	at DATETIME NOT NULL, 
	account_id VARCHAR(32), 
	who TEXT NOT NULL, 
	action TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	subject_id VARCHAR(32), 
	runner_id VARCHAR(32), 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES('be6521cc3e2444e3baf027bc08d6af57','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.892837','1e2feb89414c443c9027c4d1c386bbc4','Clinician','runner.added','runner','cd447e35b8b648fe842e3d437204e52d','cd447e35b8b648fe842e3d437204e52d');
CREATE TABLE care_entry (
	kind TEXT NOT NULL, 
	on_day DATE NOT NULL, 
	slot TEXT NOT NULL, 
	content JSON NOT NULL, 
	author TEXT NOT NULL, 
	sent VARCHAR(32), 
	withdrawn_at DATETIME, 
	withdrawn_by TEXT, 
	replaces VARCHAR(32), 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_care_entry PRIMARY KEY (id), 
	CONSTRAINT fk_care_entry_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_care_entry_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE
);
INSERT INTO "care_entry" VALUES('day','2026-11-02','day 2026-11-02','{"version": 1, "on": "2026-11-02", "task_pain": 2.0}','Anna',NULL,NULL,NULL,NULL,'cd447e35b8b648fe842e3d437204e52d','f9341c68966b4ea188beab134da98f1d','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.884887');
CREATE TABLE care_standing (
	on_day DATE NOT NULL, 
	made_by TEXT NOT NULL, 
	content JSON NOT NULL, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_care_standing PRIMARY KEY (id), 
	CONSTRAINT fk_care_standing_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_care_standing_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE, 
	CONSTRAINT uq_care_standing_runner_id UNIQUE (runner_id)
);
INSERT INTO "care_standing" VALUES('2026-11-02','these rules','{"version": 1, "stage": 1}','cd447e35b8b648fe842e3d437204e52d','f0dfb4a5d8a044dfbfd63116e1ea24c4','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.888770');
CREATE TABLE clinic (
	id VARCHAR(32) NOT NULL, 
	name TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_clinic PRIMARY KEY (id)
);
INSERT INTO "clinic" VALUES('cd613e30d8f14adf91b7584a2265b1f5','Clinic','2026-11-30 05:52:23.792701');
CREATE TABLE clip (
	sha256 VARCHAR(64) NOT NULL, 
	bytes BIGINT NOT NULL, 
	name TEXT NOT NULL, 
	probe JSON NOT NULL, 
	proxy BOOLEAN NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_clip PRIMARY KEY (id), 
	CONSTRAINT fk_clip_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT uq_clip_clinic_id_sha256 UNIQUE (clinic_id, sha256)
);
INSERT INTO "clip" VALUES('e899537b4c9149cd5edb2000ea1e14f1d8eb76be0ceec7868ad01c7e389eb5b9',6,'Rita Runner.mp4','{"version": 1, "fps": 240.0}',0,'025b413f8a9a421ea648a7dd06839eb9','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.843673');
CREATE TABLE comparison (
	visit_id VARCHAR(32), 
	analyses JSON NOT NULL, 
	"key" TEXT NOT NULL, 
	result VARCHAR(32) NOT NULL, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_comparison PRIMARY KEY (id), 
	CONSTRAINT fk_comparison_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_comparison_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE, 
	CONSTRAINT fk_comparison_visit_id_visit FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE
);
INSERT INTO "comparison" VALUES('1a2b8f1ff1fd42a29755d4c13a902931','["b9d179e06c0f44f5b8130c4237730edf"]','with Rita Runner','9b810e766ec94286a3ca828dd5f4b3b2','cd447e35b8b648fe842e3d437204e52d','6a8ac4ba05804975ad2f89d94a2f20aa','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.855841');
CREATE TABLE correction (
	analysis_id VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	change JSON NOT NULL, 
	"before" JSON NOT NULL, 
	author TEXT NOT NULL, 
	undone_at DATETIME, 
	undone_by TEXT, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_correction PRIMARY KEY (id), 
	CONSTRAINT fk_correction_analysis_id_analysis FOREIGN KEY(analysis_id) REFERENCES analysis (id) ON DELETE CASCADE, 
	CONSTRAINT fk_correction_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_correction_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE, 
	CONSTRAINT uq_correction_analysis_id_number UNIQUE (analysis_id, number)
);
INSERT INTO "correction" VALUES('b9d179e06c0f44f5b8130c4237730edf',1,'{"x": 1}','{"x": 0}','Anna',NULL,NULL,'cd447e35b8b648fe842e3d437204e52d','8d88348a7eed4d14b06d3fef701966a0','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.852528');
CREATE TABLE finding_decision (
	analysis_id VARCHAR(32) NOT NULL, 
	finding TEXT NOT NULL, 
	action TEXT NOT NULL, 
	text TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	author TEXT NOT NULL, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_finding_decision PRIMARY KEY (id), 
	CONSTRAINT fk_finding_decision_analysis_id_analysis FOREIGN KEY(analysis_id) REFERENCES analysis (id) ON DELETE CASCADE, 
	CONSTRAINT fk_finding_decision_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_finding_decision_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE
);
INSERT INTO "finding_decision" VALUES('b9d179e06c0f44f5b8130c4237730edf','low_step_rate','accept','','seen','Anna','cd447e35b8b648fe842e3d437204e52d','a11d459a2f974d8799999e3fa46d6753','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.858292');
CREATE TABLE hand_value (
	analysis_id VARCHAR(32) NOT NULL, 
	name TEXT NOT NULL, 
	value DOUBLE NOT NULL, 
	unit TEXT NOT NULL, 
	drawn JSON NOT NULL, 
	author TEXT NOT NULL, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_hand_value PRIMARY KEY (id), 
	CONSTRAINT fk_hand_value_analysis_id_analysis FOREIGN KEY(analysis_id) REFERENCES analysis (id) ON DELETE CASCADE, 
	CONSTRAINT fk_hand_value_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_hand_value_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE
);
INSERT INTO "hand_value" VALUES('b9d179e06c0f44f5b8130c4237730edf','angle',12.5,'deg','{"points": []}','Anna','cd447e35b8b648fe842e3d437204e52d','f3c64af775a8429482cd789a380208a9','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.854784');
CREATE TABLE job (
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	payload JSON NOT NULL, 
	state TEXT NOT NULL, 
	progress DOUBLE NOT NULL, 
	step TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	worker TEXT, 
	lease_until DATETIME, 
	stop_asked BOOLEAN NOT NULL, 
	error TEXT, 
	outcome JSON, 
	asked_by TEXT NOT NULL, 
	started_at DATETIME, 
	finished_at DATETIME, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_job PRIMARY KEY (id), 
	CONSTRAINT ck_job_state CHECK (state IN ('queued', 'running', 'done', 'failed', 'stopped')), 
	CONSTRAINT fk_job_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE
);
INSERT INTO "job" VALUES('analyze','afbd67f9619649cfa1988ad9f06c144a:k','{"take_id": "afbd67f9619649cfa1988ad9f06c144a"}','queued',0.0,'',0,NULL,NULL,0,NULL,NULL,'Clinician',NULL,NULL,'da71144896c84a19a4b2d2bc815a47c5','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.891780');
CREATE TABLE login_session (
	account_id VARCHAR(32) NOT NULL, 
	token_sha256 VARCHAR(64) NOT NULL, 
	expires_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_login_session PRIMARY KEY (id), 
	CONSTRAINT fk_login_session_account_id_account FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE, 
	CONSTRAINT fk_login_session_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT uq_login_session_token_sha256 UNIQUE (token_sha256)
);
CREATE TABLE measure_summary (
	analysis_id VARCHAR(32) NOT NULL, 
	on_day DATE NOT NULL, 
	measure TEXT NOT NULL, 
	leg TEXT, 
	side TEXT, 
	unit TEXT NOT NULL, 
	n INTEGER NOT NULL, 
	mean DOUBLE, 
	sd DOUBLE, 
	ci_low DOUBLE, 
	ci_high DOUBLE, 
	status TEXT NOT NULL, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_measure_summary PRIMARY KEY (id), 
	CONSTRAINT fk_measure_summary_analysis_id_analysis FOREIGN KEY(analysis_id) REFERENCES analysis (id) ON DELETE CASCADE, 
	CONSTRAINT fk_measure_summary_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_measure_summary_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE
);
INSERT INTO "measure_summary" VALUES('b9d179e06c0f44f5b8130c4237730edf','2026-11-02','step_rate','both',NULL,'steps/min',40,171.25,2.5,170.4,172.1,'ok','cd447e35b8b648fe842e3d437204e52d','ad45f23d3b1a41df987fd2803bab6c39','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.853750');
CREATE TABLE profile_version (
	visit_id VARCHAR(32), 
	on_day DATE NOT NULL, 
	number INTEGER NOT NULL, 
	author TEXT NOT NULL, 
	profile JSON, 
	answers JSON, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_profile_version PRIMARY KEY (id), 
	CONSTRAINT fk_profile_version_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_profile_version_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE, 
	CONSTRAINT fk_profile_version_visit_id_visit FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE SET NULL, 
	CONSTRAINT uq_profile_version_runner_id_number UNIQUE (runner_id, number)
);
INSERT INTO "profile_version" VALUES('1a2b8f1ff1fd42a29755d4c13a902931','2026-11-02',1,'Anna','{"version": 1, "km": 3.5}',NULL,'cd447e35b8b648fe842e3d437204e52d','05b6e6e307d44edc91431193e6c3f339','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.841240');
CREATE TABLE report (
	visit_id VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	content JSON NOT NULL, 
	signed_at DATETIME, 
	signed_by TEXT, 
	html_sha256 VARCHAR(64), 
	pdf_sha256 VARCHAR(64), 
	result VARCHAR(32), 
	shared_until DATETIME, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_report PRIMARY KEY (id), 
	CONSTRAINT fk_report_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_report_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE, 
	CONSTRAINT fk_report_visit_id_visit FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE, 
	CONSTRAINT uq_report_visit_id_number UNIQUE (visit_id, number)
);
INSERT INTO "report" VALUES('1a2b8f1ff1fd42a29755d4c13a902931',1,'{"version": 1}','2026-11-30 05:52:23.861629','Anna','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','b2221a58008a45a684647159c324c985',NULL,'cd447e35b8b648fe842e3d437204e52d','4be03db0dc2544bdb94067edfe175330','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.860387');
CREATE TABLE retraining (
	cue TEXT NOT NULL, 
	on_day DATE NOT NULL, 
	content JSON NOT NULL, 
	ended_on DATE, 
	why TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_retraining PRIMARY KEY (id), 
	CONSTRAINT fk_retraining_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_retraining_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE
);
INSERT INTO "retraining" VALUES('cadence_5','2026-11-02','{"version": 1, "target": null}',NULL,'',0,'cd447e35b8b648fe842e3d437204e52d','803468b6b61049f7b9270f4eb8b333a8','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.865308');
CREATE TABLE retraining_session (
	retraining_id VARCHAR(32) NOT NULL, 
	kind TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	on_day DATE NOT NULL, 
	result JSON, 
	ended_at DATETIME, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_retraining_session PRIMARY KEY (id), 
	CONSTRAINT fk_retraining_session_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_retraining_session_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE, 
	CONSTRAINT ck_retraining_session_kind CHECK (kind IN ('training', 'test')), 
	CONSTRAINT fk_retraining_session_retraining_id_retraining FOREIGN KEY(retraining_id) REFERENCES retraining (id) ON DELETE CASCADE
);
INSERT INTO "retraining_session" VALUES('803468b6b61049f7b9270f4eb8b333a8','training',1,'2026-11-02',NULL,NULL,'cd447e35b8b648fe842e3d437204e52d','81f9c1f66c0f4459b79b17aeefba91fc','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.877787');
CREATE TABLE runner (
	name TEXT NOT NULL, 
	birth_year INTEGER, 
	reference TEXT NOT NULL, 
	sought TEXT NOT NULL, 
	note TEXT NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_runner PRIMARY KEY (id), 
	CONSTRAINT fk_runner_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE
);
INSERT INTO "runner" VALUES('Rita Runner',1984,'R-Rita Runner','rita runner 1984 r-rita runner','','cd447e35b8b648fe842e3d437204e52d','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.832077');
CREATE TABLE take (
	visit_id VARCHAR(32) NOT NULL, 
	clip_id VARCHAR(32), 
	role TEXT NOT NULL, 
	cue TEXT, 
	conditions JSON NOT NULL, 
	options JSON NOT NULL, 
	position INTEGER NOT NULL, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_take PRIMARY KEY (id), 
	CONSTRAINT fk_take_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_take_clip_id_clip FOREIGN KEY(clip_id) REFERENCES clip (id), 
	CONSTRAINT fk_take_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE, 
	CONSTRAINT fk_take_visit_id_visit FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE
);
INSERT INTO "take" VALUES('1a2b8f1ff1fd42a29755d4c13a902931','025b413f8a9a421ea648a7dd06839eb9','run',NULL,'{"pain": 3.0}','{"standing": "take:afbd67f9619649cfa1988ad9f06c144a"}',0,'cd447e35b8b648fe842e3d437204e52d','afbd67f9619649cfa1988ad9f06c144a','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.845796');
CREATE TABLE trial (
	visit_id VARCHAR(32) NOT NULL, 
	state JSON NOT NULL, 
	verdict JSON, 
	result VARCHAR(32), 
	number INTEGER NOT NULL, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_trial PRIMARY KEY (id), 
	CONSTRAINT fk_trial_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_trial_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE, 
	CONSTRAINT fk_trial_visit_id_visit FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE
);
INSERT INTO "trial" VALUES('1a2b8f1ff1fd42a29755d4c13a902931','{"version": 1, "baseline": "b9d179e06c0f44f5b8130c4237730edf"}',NULL,NULL,0,'cd447e35b8b648fe842e3d437204e52d','ec148cb48e734a47aa90a8f0d66b829e','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.856999');
CREATE TABLE visit (
	on_day DATE NOT NULL, 
	zone TEXT NOT NULL, 
	note TEXT NOT NULL, 
	runner_id VARCHAR(32) NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	clinic_id VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_visit PRIMARY KEY (id), 
	CONSTRAINT fk_visit_clinic_id_clinic FOREIGN KEY(clinic_id) REFERENCES clinic (id) ON DELETE CASCADE, 
	CONSTRAINT fk_visit_runner_id_runner FOREIGN KEY(runner_id) REFERENCES runner (id) ON DELETE CASCADE
);
INSERT INTO "visit" VALUES('2026-11-02','','left hamstring','cd447e35b8b648fe842e3d437204e52d','1a2b8f1ff1fd42a29755d4c13a902931','cd613e30d8f14adf91b7584a2265b1f5','2026-11-30 05:52:23.836200');
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_audit_clinic_id ON audit (clinic_id);
CREATE INDEX ix_audit_runner_id ON audit (runner_id);
CREATE INDEX ix_audit_subject_id ON audit (subject_id);
CREATE INDEX ix_clip_clinic_id ON clip (clinic_id);
CREATE INDEX ix_job_clinic_id ON job (clinic_id);
CREATE INDEX ix_job_key ON job ("key");
CREATE INDEX ix_job_state ON job (state);
CREATE INDEX ix_job_state_created_at ON job (state, created_at);
CREATE INDEX ix_runner_clinic_id ON runner (clinic_id);
CREATE INDEX ix_runner_clinic_id_sought ON runner (clinic_id, sought);
CREATE INDEX ix_account_clinic_id ON account (clinic_id);
CREATE INDEX ix_account_runner_id ON account (runner_id);
CREATE INDEX ix_visit_clinic_id ON visit (clinic_id);
CREATE INDEX ix_visit_on_day ON visit (on_day);
CREATE INDEX ix_visit_runner_id ON visit (runner_id);
CREATE INDEX ix_access_link_clinic_id ON access_link (clinic_id);
CREATE INDEX ix_access_link_runner_id ON access_link (runner_id);
CREATE INDEX ix_access_link_visit_id ON access_link (visit_id);
CREATE INDEX ix_comparison_clinic_id ON comparison (clinic_id);
CREATE INDEX ix_comparison_key ON comparison ("key");
CREATE INDEX ix_comparison_runner_id ON comparison (runner_id);
CREATE INDEX ix_comparison_visit_id ON comparison (visit_id);
CREATE INDEX ix_login_session_account_id ON login_session (account_id);
CREATE INDEX ix_login_session_clinic_id ON login_session (clinic_id);
CREATE INDEX ix_profile_version_clinic_id ON profile_version (clinic_id);
CREATE INDEX ix_profile_version_runner_id ON profile_version (runner_id);
CREATE INDEX ix_profile_version_visit_id ON profile_version (visit_id);
CREATE INDEX ix_report_clinic_id ON report (clinic_id);
CREATE INDEX ix_report_runner_id ON report (runner_id);
CREATE INDEX ix_report_visit_id ON report (visit_id);
CREATE INDEX ix_take_clinic_id ON take (clinic_id);
CREATE INDEX ix_take_clip_id ON take (clip_id);
CREATE INDEX ix_take_runner_id ON take (runner_id);
CREATE INDEX ix_take_visit_id ON take (visit_id);
CREATE INDEX ix_trial_clinic_id ON trial (clinic_id);
CREATE INDEX ix_trial_runner_id ON trial (runner_id);
CREATE INDEX ix_trial_visit_id ON trial (visit_id);
CREATE INDEX ix_analysis_clinic_id ON analysis (clinic_id);
CREATE INDEX ix_analysis_key ON analysis ("key");
CREATE INDEX ix_analysis_runner_id ON analysis (runner_id);
CREATE INDEX ix_analysis_take_id ON analysis (take_id);
CREATE INDEX ix_analysis_visit_id ON analysis (visit_id);
CREATE INDEX ix_correction_analysis_id ON correction (analysis_id);
CREATE INDEX ix_correction_clinic_id ON correction (clinic_id);
CREATE INDEX ix_correction_runner_id ON correction (runner_id);
CREATE INDEX ix_finding_decision_analysis_id ON finding_decision (analysis_id);
CREATE INDEX ix_finding_decision_clinic_id ON finding_decision (clinic_id);
CREATE INDEX ix_finding_decision_runner_id ON finding_decision (runner_id);
CREATE INDEX ix_hand_value_analysis_id ON hand_value (analysis_id);
CREATE INDEX ix_hand_value_clinic_id ON hand_value (clinic_id);
CREATE INDEX ix_hand_value_runner_id ON hand_value (runner_id);
CREATE INDEX ix_measure_summary_analysis_id ON measure_summary (analysis_id);
CREATE INDEX ix_measure_summary_clinic_id ON measure_summary (clinic_id);
CREATE INDEX ix_measure_summary_runner_id ON measure_summary (runner_id);
CREATE INDEX ix_measure_summary_runner_id_measure ON measure_summary (runner_id, measure);
CREATE INDEX ix_activity_runner_id_on_day ON activity (runner_id, on_day);
CREATE INDEX ix_activity_clinic_id ON activity (clinic_id);
CREATE INDEX ix_activity_clip_id ON activity (clip_id);
CREATE INDEX ix_activity_runner_id ON activity (runner_id);
CREATE INDEX ix_care_entry_clinic_id ON care_entry (clinic_id);
CREATE INDEX ix_care_entry_runner_id ON care_entry (runner_id);
CREATE INDEX ix_care_entry_runner_id_kind_on_day ON care_entry (runner_id, kind, on_day);
CREATE INDEX ix_retraining_clinic_id ON retraining (clinic_id);
CREATE INDEX ix_retraining_on_day ON retraining (on_day);
CREATE INDEX ix_retraining_runner_id ON retraining (runner_id);
CREATE INDEX ix_retraining_session_clinic_id ON retraining_session (clinic_id);
CREATE INDEX ix_retraining_session_retraining_id ON retraining_session (retraining_id);
CREATE INDEX ix_retraining_session_runner_id ON retraining_session (runner_id);
CREATE INDEX ix_care_standing_clinic_id ON care_standing (clinic_id);
CREATE INDEX ix_care_standing_runner_id ON care_standing (runner_id);
COMMIT;
