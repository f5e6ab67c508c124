CREATE SCHEMA IF NOT EXISTS "fairlead";
--> statement-breakpoint
CREATE TABLE "fairlead"."api_token" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone,
	CONSTRAINT "api_token_hash" UNIQUE("hash"),
	CONSTRAINT "api_token_name" UNIQUE NULLS NOT DISTINCT("organization_id","name")
);
--> statement-breakpoint
CREATE TABLE "fairlead"."audit_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigserial NOT NULL,
	"organization_id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"target_type" text NOT NULL,
	"target_id" text NOT NULL,
	"target_name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fairlead"."cluster" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"target" json NOT NULL,
	"is_default" boolean NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "cluster_name" UNIQUE("organization_id","name")
);
--> statement-breakpoint
CREATE TABLE "fairlead"."container" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"environment_id" uuid NOT NULL,
	"registry_id" uuid,
	"image_name" text NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"spec" json NOT NULL,
	"auto_preview" boolean NOT NULL,
	"auto_deploy" boolean NOT NULL,
	"icon_uri" text NOT NULL,
	"extras" json NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "container_name" UNIQUE("environment_id","name")
);
--> statement-breakpoint
CREATE TABLE "fairlead"."deployment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigserial NOT NULL,
	"organization_id" uuid NOT NULL,
	"environment_id" uuid NOT NULL,
	"container_id" uuid NOT NULL,
	"action" text NOT NULL,
	"origin" text NOT NULL,
	"state" text NOT NULL,
	"requested_by" text NOT NULL,
	"spec" json NOT NULL,
	"image" json,
	"steps" json NOT NULL,
	"findings" json NOT NULL,
	"endpoints" json NOT NULL,
	"reference" text,
	"replaces_id" uuid,
	"cancel_requested" boolean NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	"started_at" timestamp(3) with time zone,
	"finished_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "fairlead"."environment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"cluster_id" uuid NOT NULL,
	"name" text NOT NULL,
	"mode" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "environment_name" UNIQUE("project_id","name")
);
--> statement-breakpoint
CREATE TABLE "fairlead"."event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "fairlead"."event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organization_id" uuid NOT NULL,
	"type" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"data" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fairlead"."organization" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "organization_name" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "fairlead"."project" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "project_name" UNIQUE("organization_id","name")
);
--> statement-breakpoint
CREATE TABLE "fairlead"."container_registry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"kind" text NOT NULL,
	"url" text NOT NULL,
	"config" json NOT NULL,
	"sealed_secrets" text,
	"verification" json,
	"version" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "container_registry_name" UNIQUE("organization_id","name")
);
--> statement-breakpoint
ALTER TABLE "fairlead"."api_token" ADD CONSTRAINT "api_token_organization" FOREIGN KEY ("organization_id") REFERENCES "fairlead"."organization"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."cluster" ADD CONSTRAINT "cluster_organization" FOREIGN KEY ("organization_id") REFERENCES "fairlead"."organization"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."container" ADD CONSTRAINT "container_organization" FOREIGN KEY ("organization_id") REFERENCES "fairlead"."organization"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."container" ADD CONSTRAINT "container_environment" FOREIGN KEY ("environment_id") REFERENCES "fairlead"."environment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."container" ADD CONSTRAINT "container_registry" FOREIGN KEY ("registry_id") REFERENCES "fairlead"."container_registry"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."deployment" ADD CONSTRAINT "deployment_organization" FOREIGN KEY ("organization_id") REFERENCES "fairlead"."organization"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."environment" ADD CONSTRAINT "environment_organization" FOREIGN KEY ("organization_id") REFERENCES "fairlead"."organization"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."environment" ADD CONSTRAINT "environment_project" FOREIGN KEY ("project_id") REFERENCES "fairlead"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."environment" ADD CONSTRAINT "environment_cluster" FOREIGN KEY ("cluster_id") REFERENCES "fairlead"."cluster"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."event" ADD CONSTRAINT "event_organization" FOREIGN KEY ("organization_id") REFERENCES "fairlead"."organization"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."project" ADD CONSTRAINT "project_organization" FOREIGN KEY ("organization_id") REFERENCES "fairlead"."organization"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fairlead"."container_registry" ADD CONSTRAINT "container_registry_organization" FOREIGN KEY ("organization_id") REFERENCES "fairlead"."organization"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_entry_by_organization" ON "fairlead"."audit_entry" USING btree ("organization_id","sequence");--> statement-breakpoint
CREATE INDEX "container_by_registry" ON "fairlead"."container" USING btree ("registry_id");--> statement-breakpoint
CREATE INDEX "container_by_image" ON "fairlead"."container" USING btree ("organization_id","image_name");--> statement-breakpoint
CREATE UNIQUE INDEX "deployment_unfinished" ON "fairlead"."deployment" USING btree ("container_id") WHERE state in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "deployment_by_container" ON "fairlead"."deployment" USING btree ("container_id","sequence");--> statement-breakpoint
CREATE INDEX "environment_by_cluster" ON "fairlead"."environment" USING btree ("cluster_id");--> statement-breakpoint
CREATE INDEX "event_by_organization" ON "fairlead"."event" USING btree ("organization_id","id");