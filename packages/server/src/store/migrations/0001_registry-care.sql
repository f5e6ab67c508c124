CREATE TABLE "fairlead"."expiry_warning" (
	"registry_id" uuid NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"days" integer NOT NULL,
	CONSTRAINT "expiry_warning_registry_id_expires_at_days_pk" PRIMARY KEY("registry_id","expires_at","days")
);
--> statement-breakpoint
CREATE TABLE "fairlead"."refused_credential" (
	"fingerprint" text PRIMARY KEY NOT NULL,
	"findings" json NOT NULL,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fairlead"."verification_plan" (
	"registry_id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"host" text NOT NULL,
	"due_at" timestamp(3) with time zone NOT NULL,
	"failures" integer NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "fairlead"."verification_record" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigserial NOT NULL,
	"organization_id" uuid NOT NULL,
	"registry_id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"trigger" text NOT NULL,
	"health" text NOT NULL,
	"duration_ms" integer NOT NULL,
	"findings" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fairlead"."webhook" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"target_url" text NOT NULL,
	"description" text NOT NULL,
	"events" json NOT NULL,
	"enabled" boolean NOT NULL,
	"sealed_secret" text,
	"project_names" json NOT NULL,
	"environment_types" json NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fairlead"."webhook_delivery" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigserial NOT NULL,
	"webhook_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"event_id" bigint NOT NULL,
	"event" text NOT NULL,
	"payload" json NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"due_at" timestamp(3) with time zone NOT NULL,
	"last_answer" text,
	"lease_owner" text,
	"lease_until" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "webhook_delivery_once" UNIQUE("webhook_id","event_id")
);
--> statement-breakpoint
ALTER TABLE "fairlead"."container_registry" ADD COLUMN "transport" json DEFAULT '{"caCertificates":null,"skipTlsVerify":false,"proxyUrl":null,"proxyUsername":null}'::json NOT NULL;--> statement-breakpoint
ALTER TABLE "fairlead"."container_registry" ADD COLUMN "repository_prefix" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "fairlead"."container_registry" ADD COLUMN "previous" json;--> statement-breakpoint
ALTER TABLE "fairlead"."expiry_warning" ADD CONSTRAINT "expiry_warning_registry" FOREIGN KEY ("registry_id") REFERENCES "fairlead"."container_registry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."verification_plan" ADD CONSTRAINT "verification_plan_registry" FOREIGN KEY ("registry_id") REFERENCES "fairlead"."container_registry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."verification_record" ADD CONSTRAINT "verification_record_registry" FOREIGN KEY ("registry_id") REFERENCES "fairlead"."container_registry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."webhook" ADD CONSTRAINT "webhook_organization" FOREIGN KEY ("organization_id") REFERENCES "fairlead"."organization"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook" FOREIGN KEY ("webhook_id") REFERENCES "fairlead"."webhook"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "refused_credential_by_time" ON "fairlead"."refused_credential" USING btree ("at");--> statement-breakpoint
CREATE INDEX "verification_plan_due" ON "fairlead"."verification_plan" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "verification_record_by_registry" ON "fairlead"."verification_record" USING btree ("registry_id","sequence");--> statement-breakpoint
CREATE INDEX "webhook_by_organization" ON "fairlead"."webhook" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_due" ON "fairlead"."webhook_delivery" USING btree ("due_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "webhook_delivery_by_webhook" ON "fairlead"."webhook_delivery" USING btree ("webhook_id","sequence");