ALTER TABLE "fairlead"."container_registry" ADD COLUMN "expires_at" timestamp(3) with time zone;--> statement-breakpoint
CREATE INDEX "container_registry_expiry" ON "fairlead"."container_registry" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "verification_plan_leased" ON "fairlead"."verification_plan" USING btree ("host") WHERE lease_owner is not null;